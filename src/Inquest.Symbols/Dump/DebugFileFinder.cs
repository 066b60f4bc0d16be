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
        return id.IsEmpty ? null : Candidates(elf, id, path).FirstOrDefault(candidate => HasId(candidate, id));
    }

    static IEnumerable<string> Candidates(ElfFile elf, ReadOnlyMemory<byte> id, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (ElfDebugLink.Read(elf) is { } link)
        {
            // Only the base name counts: a link that climbs out of the folder is not followed.
            var name = Path.GetFileName(link.FileName);
            yield return Path.Combine(folder, name);
            yield return Path.Combine(folder, ".debug", name);
            yield return Path.Combine(GlobalFolder, folder.TrimStart('/'), name);
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
}
