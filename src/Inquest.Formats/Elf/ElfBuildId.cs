namespace Inquest.Formats.Elf;

/// <summary>The identity of a linked file: its GNU build id, or a hash of its first code when it has none.</summary>
public static class ElfBuildId
{
    const uint GnuBuildIdType = 3;

    // A page of .text; both Breakpad and Crashpad fold that much.
    const ulong FoldedSize = 4096;

    /// <summary>The GNU build id (usually 20 bytes), or empty.</summary>
    public static ReadOnlyMemory<byte> FromNotes(ElfFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        foreach (var note in file.Notes())
        {
            if (note is { Type: GnuBuildIdType, Owner: "GNU", Description.Length: > 0 })
            {
                return note.Description;
            }
        }

        return default;
    }

    /// <summary>The build id, else the exclusive-or of the first 4096 bytes of .text in steps of 16 (as Breakpad has it), else empty.</summary>
    public static ReadOnlyMemory<byte> Get(ElfFile file)
    {
        var id = FromNotes(file);
        if (!id.IsEmpty)
        {
            return id;
        }

        if (file.FindSection(".text") is not { HasBytes: true, IsCompressed: false } section)
        {
            return default;
        }

        // Folklore: Breakpad steps by 16 while the position is below the size and so reads up to 15 bytes past a .text
        // whose size is no multiple of 16. Those bytes count: kernels' vdso are such, and dumps name them so.
        var size = (Math.Min(section.Size, FoldedSize) + 15) & ~15UL;
        var text = file.Bytes(section.Offset, size).Span;
        var folded = new byte[16];
        for (var i = 0; i < text.Length; i++)
        {
            folded[i % 16] ^= text[i];
        }

        return text.IsEmpty ? default : folded;
    }

    /// <summary>
    /// Breakpad's debug id: the first 16 bytes as a GUID whose first three groups are little-endian, upper-case hex, and age 0.
    /// </summary>
    public static string ToDebugId(ReadOnlySpan<byte> buildId)
    {
        Span<byte> guid = stackalloc byte[16];
        guid.Clear();
        buildId[..Math.Min(16, buildId.Length)].CopyTo(guid);
        guid[..4].Reverse();
        guid[4..6].Reverse();
        guid[6..8].Reverse();
        return Convert.ToHexString(guid) + "0";
    }
}
