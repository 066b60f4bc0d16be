using Inquest.Formats;
using Inquest.Formats.MachO;

namespace Inquest.Symbols.Dump;

/// <summary>Folders that Apple's tools treat as one file: dSYMs, and the apps and frameworks that they belong to.</summary>
public static class AppleBundle
{
    const string DebugSuffix = ".dSYM";

    static readonly string DebugFolder = Path.Combine("Contents", "Resources", "DWARF");

    /// <summary>The Mach-O files that a path stands for: itself, those of a dSYM, or the program of an app or framework.</summary>
    public static IReadOnlyList<string> Files(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var folder = Path.TrimEndingDirectorySeparator(path);
        var debugFolder = Path.Combine(folder, DebugFolder);
        return Directory.Exists(debugFolder)
            ? [.. Directory.EnumerateFiles(debugFolder).Order(StringComparer.Ordinal)]
            : [.. Programs(folder, Path.GetFileNameWithoutExtension(folder)).Where(File.Exists).Take(1)];
    }

    /// <summary>The dSYM of a binary, in the place where Xcode and dsymutil put it, or null. Only one of the same build is taken.</summary>
    public static string? FindDebugFile(MachOFile binary, string path)
    {
        ArgumentNullException.ThrowIfNull(binary);
        ArgumentNullException.ThrowIfNull(path);
        if (binary.Type == MachOFileType.DebugFile || binary.Uuid.IsEmpty)
        {
            return null;
        }

        var full = Path.GetFullPath(path);
        var name = Path.GetFileName(full);
        var candidates = new List<string>();
        // Beside the file itself, or beside any of the bundles that it is in.
        for (var place = full; place.Length > 1 && Path.GetDirectoryName(place) is { } parent; place = parent)
        {
            if (place == full || Path.HasExtension(place))
            {
                candidates.Add(Path.Combine(place + DebugSuffix, DebugFolder, name));
            }
        }

        return candidates.FirstOrDefault(candidate => HasUuid(candidate, binary.Uuid));
    }

    /// <summary>The binary that a dSYM was made from, beside it; null when there is none of the same build.</summary>
    public static string? FindBinary(MachOFile debugFile, string path)
    {
        ArgumentNullException.ThrowIfNull(debugFile);
        ArgumentNullException.ThrowIfNull(path);
        if (debugFile.Type != MachOFileType.DebugFile || debugFile.Uuid.IsEmpty)
        {
            return null;
        }

        var full = Path.GetFullPath(path);
        var end = full.IndexOf(DebugSuffix + Path.DirectorySeparatorChar + DebugFolder, StringComparison.Ordinal);
        return end <= 0 ? null
            : Programs(full[..end], Path.GetFileName(full)).Prepend(full[..end]).FirstOrDefault(candidate => HasUuid(candidate, debugFile.Uuid));
    }

    static IEnumerable<string> Programs(string bundle, string name) =>
    [
        Path.Combine(bundle, name),
        Path.Combine(bundle, "Contents", "MacOS", name),
        Path.Combine(bundle, "Versions", "Current", name),
        Path.Combine(bundle, "Versions", "A", name),
    ];

    static bool HasUuid(string path, ReadOnlyMemory<byte> uuid)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var bytes = MappedFileBytes.TryOpen(path, out _);
        if (bytes is null || MachOUniversal.TryList(bytes, MachOLimits.Default, out var slices) != MachOError.None)
        {
            return false;
        }

        return slices.Any(slice => MachOFile.TryOpen(bytes, slice, MachOLimits.Default, out var file) == MachOError.None
            && file!.Uuid.Span.SequenceEqual(uuid.Span));
    }
}
