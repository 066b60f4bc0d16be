using System.IO.Compression;
using Inquest.Formats;
using Inquest.Symbols;
using Inquest.Symbols.Identity;

namespace Inquest.Cli.SymbolFiles;

/// <summary>Finds symbol files in folders, dSYM bundles and zip archives by their first bytes, whatever they are called.</summary>
/// <remarks>Unpacked copies live as long as the finder.</remarks>
sealed class SymbolFileFinder : IDisposable
{
    const int MagicBytes = 64;

    static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        // Links to files are found where they lead to, and links to folders may lead in circles.
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("inquest-symbols-");

    /// <summary>Paths that are not there, for a sentence each.</summary>
    public List<string> Absent { get; } = [];

    /// <summary>Files that look like symbols, usable or not. What looks like something else is passed over, unless it was named itself.</summary>
    public IEnumerable<FoundSymbolFile> Find(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                foreach (var file in Directory.EnumerateFiles(path, "*", Everything).Order(StringComparer.Ordinal))
                {
                    foreach (var found in Look(file, file, isNamed: false))
                    {
                        yield return found;
                    }
                }
            }
            else if (File.Exists(path))
            {
                foreach (var found in Look(path, path, isNamed: true))
                {
                    yield return found;
                }
            }
            else
            {
                Absent.Add(path);
            }
        }
    }

    public void Dispose() => _temporary.Delete(recursive: true);

    IEnumerable<FoundSymbolFile> Look(string path, string shown, bool isNamed)
    {
        var magic = Magic(path);
        if (magic is [(byte)'P', (byte)'K', 3, 4, ..])
        {
            return LookIntoZip(path, shown, isNamed);
        }

        if (magic is [0x1F, 0x8B, ..] or [0x28, 0xB5, 0x2F, 0xFD, ..] && (isNamed || IsPackedName(path)))
        {
            return Unpack(path) is { } unpacked ? Look(unpacked, WithoutPackedEnding(shown), isNamed) : [Damaged(path, shown)];
        }

        if (SymbolFileIdentity.KindOf(magic) == SymbolFileKind.Unknown && !isNamed)
        {
            return [];
        }

        using var bytes = MappedFileBytes.TryOpen(path, out _);
        if (bytes is null)
        {
            return isNamed ? [Damaged(path, shown)] : [];
        }

        var identity = SymbolFileIdentity.Read(bytes);
        var isIntermediate = identity is { Problem: SymbolFileProblem.NoId, Kind: SymbolFileKind.Elf } && IsObjectFile(shown);
        return isIntermediate && !isNamed ? [] : [new FoundSymbolFile(shown, path, bytes.Length, identity)];
    }

    List<FoundSymbolFile> LookIntoZip(string path, string shown, bool isNamed)
    {
        var found = new List<FoundSymbolFile>();
        try
        {
            using var zip = ZipFile.OpenRead(path);
            foreach (var entry in zip.Entries)
            {
                if (entry.FullName.EndsWith('/') || entry.Length > SymbolLimits.Default.SymBytesMax || found.Count >= SymbolFileLimits.FilesPerArchiveMax)
                {
                    continue;
                }

                // The entry's name only labels the copy: nothing is written where it says.
                var copy = Path.Combine(_temporary.FullName, Guid.NewGuid().ToString("N"));
                using (var content = entry.Open())
                {
                    var magic = new byte[MagicBytes];
                    var length = content.ReadAtLeast(magic, MagicBytes, throwOnEndOfStream: false);
                    if (SymbolFileIdentity.KindOf(magic.AsSpan(0, length)) == SymbolFileKind.Unknown)
                    {
                        continue;
                    }

                    Copy(magic.AsSpan(0, length), content, copy);
                }

                found.AddRange(Look(copy, $"{shown}!{entry.FullName}", isNamed: false));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            if (isNamed)
            {
                found.Add(Damaged(path, shown));
            }
        }

        return found;
    }

    string? Unpack(string path)
    {
        var copy = Path.Combine(_temporary.FullName, Guid.NewGuid().ToString("N"));
        try
        {
            using var packed = File.OpenRead(path);
            using Stream content = Magic(path) is [0x1F, 0x8B, ..]
                ? new GZipStream(packed, CompressionMode.Decompress)
                : new ZstdSharp.DecompressionStream(packed);
            return Copy([], content, copy) ? copy : null;
        }
        catch (Exception e) when (e is InvalidDataException or ZstdSharp.ZstdException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <returns>False when it is larger than any symbol file.</returns>
    static bool Copy(ReadOnlySpan<byte> start, Stream rest, string path)
    {
        using var file = File.Create(path);
        file.Write(start);
        var buffer = new byte[1 << 17];
        int count;
        while ((count = rest.Read(buffer)) > 0)
        {
            file.Write(buffer, 0, count);
            if (file.Length > SymbolLimits.Default.SymBytesMax)
            {
                return false;
            }
        }

        return true;
    }

    static FoundSymbolFile Damaged(string path, string shown) => new(
        shown, path, new FileInfo(path).Length, new SymbolFileIdentity(SymbolFileKind.Unknown, SymbolFileProblem.Malformed, []));

    static byte[] Magic(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var magic = new byte[MagicBytes];
            return magic[..file.ReadAtLeast(magic, MagicBytes, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    static bool IsPackedName(string path)
    {
        var name = WithoutPackedEnding(path);
        return name != path && Path.GetExtension(name).ToLowerInvariant() is ".sym" or ".debug" or ".dbg" or ".so" or ".pdb" or ".dll" or ".exe";
    }

    static string WithoutPackedEnding(string path) =>
        path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3]
        : path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase) ? path[..^4]
        : path;

    // What a linker has not seen yet has no id and needs none.
    static bool IsObjectFile(string path) => Path.GetExtension(path) is ".o" or ".obj" or ".lo" or ".dwo";
}
