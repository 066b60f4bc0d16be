using Inquest.Formats;
using Inquest.Formats.Elf;

namespace Inquest.Symbols.Sources;

/// <summary>Finds the debug file that a stripped ELF file names in <c>.gnu_debuglink</c>, and checks it by its checksum.</summary>
static class DebugLinkSearch
{
    /// <param name="binary">Path of the stripped file.</param>
    /// <param name="named">Other files of a base name, to be tried after those beside the binary.</param>
    public static string? Find(string binary, Func<string, IEnumerable<string>> named)
    {
        using var bytes = MappedFileBytes.TryOpen(binary, out _);
        if (bytes is null || ElfFile.TryOpen(bytes, ElfLimits.Default, out var elf) != ElfError.None
            || !ElfBuildId.FromNotes(elf!).IsEmpty
            || ElfDebugLink.Read(elf!) is not { } link)
        {
            return null;
        }

        // Only the base name counts: a link that climbs out of the folder is not followed.
        var name = Path.GetFileName(link.FileName);
        var folder = Path.GetDirectoryName(Path.GetFullPath(binary)) ?? "/";
        return name.Length == 0
            ? null
            : ((string[])[Path.Combine(folder, name), Path.Combine(folder, ".debug", name)])
                .Concat(named(name))
                .FirstOrDefault(candidate => HasChecksum(candidate, link.Checksum));
    }

    static bool HasChecksum(string path, uint expected)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using var file = File.OpenRead(path);
            return Crc32.Of(file) == expected;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
