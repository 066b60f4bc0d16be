using Inquest.Symbols.Identity;

namespace Inquest.Symbols.Sources;

/// <summary>
/// Symbol text, binaries and debug files below a folder: in one of the known layouts (<see cref="SymbolLayouts"/>), or
/// anywhere and known by the ids that they state themselves. A path to one file is a source too.
/// </summary>
public sealed class FolderSymbolSource : ISymbolSource
{
    static readonly EnumerationOptions AnyCase = new()
    {
        MatchCasing = MatchCasing.CaseInsensitive,
        MatchType = MatchType.Simple,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.None,
    };

    readonly string _path;
    readonly SymbolFileIndex? _index;

    /// <param name="path">A folder, or one file.</param>
    /// <param name="limits">Bounds; the default ones when null.</param>
    /// <param name="time">Says when an index is old; the system's when null.</param>
    /// <param name="isStore">True for a folder that only has files in layouts: the others are not searched for.</param>
    public FolderSymbolSource(string path, SymbolLimits? limits = null, TimeProvider? time = null, bool isStore = false)
    {
        _path = path;
        _index = isStore ? null : new SymbolFileIndex(path, limits ?? SymbolLimits.Default, time ?? TimeProvider.System);
    }

    public IEnumerable<SymbolCandidate> Find(ModuleId id)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in InLayouts(id))
        {
            if (given.Add(Path.GetFullPath(path)))
            {
                yield return Candidate(path);
            }
        }

        foreach (var file in _index?.Find(id) ?? [])
        {
            if (given.Add(Path.GetFullPath(file.Path)))
            {
                yield return WithDebugLink(file);
            }
        }

        if (given.Count == 0)
        {
            foreach (var absent in Absent(id))
            {
                yield return absent;
            }
        }
    }

    IEnumerable<string> InLayouts(ModuleId id)
    {
        foreach (var (name, debugId, fileName) in SymbolPath.For(id))
        {
            if (FindInLayout(name, debugId, fileName) is { } found)
            {
                yield return found;
            }
        }

        foreach (var relative in SymbolLayouts.ObjectPaths(id))
        {
            var path = Path.Combine(_path, relative);
            if (File.Exists(path))
            {
                yield return path;
            }
        }
    }

    string? FindInLayout(string name, string debugId, string fileName)
    {
        var exact = Path.Combine(_path, name, debugId, fileName);
        if (File.Exists(exact))
        {
            return exact;
        }

        if (File.Exists(exact + ".gz"))
        {
            return exact + ".gz";
        }

        // Windows and macOS do not mind case, so stores made there spell names and ids as they like.
        return Entry(_path, name, isFolder: true) is { } byName && Entry(byName, debugId, isFolder: true) is { } byId
            ? Entry(byId, fileName, isFolder: false) ?? Entry(byId, fileName + ".gz", isFolder: false)
            : null;
    }

    static string? Entry(string folder, string name, bool isFolder)
    {
        try
        {
            var entries = isFolder
                ? Directory.EnumerateDirectories(folder, name, AnyCase)
                : Directory.EnumerateFiles(folder, name, AnyCase);
            return entries.FirstOrDefault();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A stripped binary without a build id names its debug file; with one, the debug file is found by it.</summary>
    SymbolCandidate WithDebugLink(IndexedFile file)
    {
        var isStripped = file.Head.Kind == SymbolFileKind.Elf && !file.Head.Features.HasFlag(SymbolFeatures.DebugInfo);
        var debugFile = isStripped ? DebugLinkSearch.Find(file.Path, name => _index!.Named(name).Select(static f => f.Path)) : null;
        var candidate = Candidate(file.Path);
        return debugFile is null
            ? candidate
            : candidate with { DebugFile = debugFile, Identity = candidate.Identity + "|" + IdentityOf(debugFile) };
    }

    IEnumerable<SymbolCandidate> Absent(ModuleId id)
    {
        var expected = SymbolPath.For(id) is [var (name, debugId, fileName), ..]
            ? Path.Combine(_path, name, debugId, fileName)
            : _path;
        var status = Directory.Exists(_path) || File.Exists(_path) ? SymbolStatus.NotFound : SymbolStatus.Unreachable;
        yield return Nothing(expected, status, OtherBuilds(id));
        foreach (var other in Namesakes(id))
        {
            yield return Nothing(other.Path, SymbolStatus.WrongId, other.Head.ShownId() is { Length: > 0 } its ? "it has " + its : "it has no id");
        }

        if (_index is { Count: > 0 } index)
        {
            var cut = index.IsCut ? ", and there are more than are looked at" : "";
            yield return Nothing(_path, SymbolStatus.NotFound, $"none of {index.Count} symbol files and binaries there has the id{cut}");
        }
    }

    IEnumerable<IndexedFile> Namesakes(ModuleId id) =>
        _index is null
            ? []
            : ((string[])[id.CodeFile, id.DebugFile, id.DebugFile + ".sym", id.DebugFile + ".debug"])
                .Where(static name => name.Length > 0)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .SelectMany(_index.Named)
                .Take(SymbolLimits.OtherBuildsNamedMax);

    /// <summary>The ids under which a store has the same file, which shows at once that it is another build.</summary>
    string? OtherBuilds(ModuleId id)
    {
        var name = SymbolPath.IsPlainName(id.DebugFile) ? id.DebugFile : id.CodeFile;
        if (!SymbolPath.IsPlainName(name))
        {
            return null;
        }

        try
        {
            var folder = new DirectoryInfo(Path.Combine(_path, name));
            var ids = folder.Exists
                ? folder.EnumerateDirectories().Select(static d => d.Name).Where(SymbolPath.IsId).Take(SymbolLimits.OtherBuildsNamedMax).ToList()
                : [];
            return ids.Count == 0 ? null : "other builds of it are there: " + string.Join(", ", ids);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static SymbolCandidate Nothing(string place, SymbolStatus status, string? detail) =>
        new(place, "absent:" + place, IsRemote: false, () => SymbolContent.Missing(status, detail));

    static SymbolCandidate Candidate(string file) => new(file, IdentityOf(file), IsRemote: false, () => Open(file));

    static string IdentityOf(string file)
    {
        var info = new FileInfo(file);
        var full = Path.GetFullPath(file);
        return info.Exists ? $"file:{full}:{info.Length}:{info.LastWriteTimeUtc.Ticks}" : "absent:" + full;
    }

    static SymbolContent Open(string file)
    {
        try
        {
            // No buffer: the conversion reads in large pieces of its own.
            return new SymbolContent(SymbolStatus.Found, new FileStream(file, new FileStreamOptions
            {
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
                Share = FileShare.ReadWrite | FileShare.Delete,
            }));
        }
        catch (UnauthorizedAccessException)
        {
            return SymbolContent.Missing(SymbolStatus.Denied);
        }
        catch (IOException e)
        {
            return SymbolContent.Missing(e is FileNotFoundException or DirectoryNotFoundException
                ? SymbolStatus.NotFound
                : SymbolStatus.Unreachable);
        }
    }
}
