using Inquest.Formats;
using Inquest.Formats.Elf;

namespace Inquest.Symbols.Dump;

/// <summary>Finds the separate debug file of a stripped binary where gdb would look for it.</summary>
public static class DebugFileFinder
{
    const string GlobalFolder = "/usr/lib/debug";

    /// <summary>The path of a debug file with the same build id, or null. Null too when the binary has its own debug information.</summary>
    public static string? Find(FileBytes binary, string path)
    {
        if (ElfFile.TryOpen(binary, ElfLimits.Default, out var elf) != ElfError.None
            || !elf!.Contents(".debug_info").IsEmpty)
        {
            return null;
        }

        var id = ElfBuildId.FromNotes(elf);
        var link = ElfDebugLink.Read(elf);
        return Candidates(link, id, path).FirstOrDefault(candidate => id.IsEmpty
            ? HasChecksum(candidate, link!.Checksum)
            : HasId(candidate, id));
    }

    static IEnumerable<string> Candidates(ElfDebugLink? link, ReadOnlyMemory<byte> id, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (link is not null)
        {
            // Only the base name counts: a link that climbs out of the folder is not followed.
            var name = Path.GetFileName(link.FileName);
            yield return Path.Combine(folder, name);
            yield return Path.Combine(folder, ".debug", name);
            yield return Path.Combine(GlobalFolder, folder.TrimStart('/'), name);
        }

        if (id.Length < 2)
        {
            yield break;
        }

        var hex = Convert.ToHexStringLower(id.Span);
        yield return Path.Combine(GlobalFolder, ".build-id", hex[..2], hex[2..] + ".debug");
    }

    static bool HasId(string candidate, ReadOnlyMemory<byte> id)
    {
        if (!File.Exists(candidate))
        {
            return false;
        }

        using var bytes = MappedFileBytes.TryOpen(candidate, out _);
        return bytes is not null && ElfFile.TryOpen(bytes, ElfLimits.Default, out var elf) == ElfError.None
            && ElfBuildId.FromNotes(elf!).Span.SequenceEqual(id.Span);
    }

    // Only files without a build id are told by the link's checksum: it costs a read of the whole file.
    static bool HasChecksum(string candidate, uint checksum)
    {
        if (!File.Exists(candidate))
        {
            return false;
        }

        using var bytes = MappedFileBytes.TryOpen(candidate, out _);
        return bytes is not null && ElfDebugLink.ChecksumOf(bytes) == checksum;
    }
}
