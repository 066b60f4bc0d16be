using Inquest.Formats;
using Inquest.Formats.Elf;

namespace Inquest.Capture;

/// <summary>An ELF file as it lies in memory: its program headers, extent, build id and dynamic section.</summary>
/// <param name="Bias">What is added to the file's addresses.</param>
/// <param name="Size">From the base to the end of the last PT_LOAD, in bytes.</param>
sealed record LoadedElf(ulong Base, ulong Bias, ulong Size, IReadOnlyList<ElfSegment> Segments, ReadOnlyMemory<byte> BuildId)
{
    public static LoadedElf? Read(IAddressSpace memory, ulong address, ElfLimits limits)
    {
        var head = new byte[CaptureLimits.ElfHeaderBytesMax];
        var length = memory.Read(address, head);
        if (length < 52 || !head.AsSpan(0, 4).SequenceEqual("\u007fELF"u8))
        {
            return null;
        }

        if (ElfFile.TryOpen(new MemoryFileBytes(head.AsMemory(0, length)), limits, out var elf) != ElfError.None
            || elf!.Type is not (ElfType.Shared or ElfType.Executable))
        {
            return null;
        }

        var bias = unchecked(address - elf.LinkBase);
        ulong end = 0;
        foreach (var segment in elf.Segments)
        {
            if (segment.IsLoad)
            {
                end = Math.Max(end, unchecked(segment.VirtualAddress + segment.MemorySize));
            }
        }

        if (end <= elf.LinkBase)
        {
            return null;
        }

        return new LoadedElf(address, bias, end - elf.LinkBase, elf.Segments, ReadBuildId(memory, elf, bias, limits));
    }

    static ReadOnlyMemory<byte> ReadBuildId(IAddressSpace memory, ElfFile elf, ulong bias, ElfLimits limits)
    {
        foreach (var segment in elf.Segments)
        {
            if (segment.Type != ElfSegment.Note)
            {
                continue;
            }

            var content = new byte[Math.Min(segment.MemorySize, CaptureLimits.ElfNoteBytesMax)];
            var length = memory.Read(unchecked(bias + segment.VirtualAddress), content);
            foreach (var note in ElfNotes.Read(content.AsMemory(0, length), elf.IsBigEndian, segment.Alignment, limits))
            {
                if (note is { Owner: "GNU", Type: 3, Description.Length: > 0 })
                {
                    return note.Description;
                }
            }
        }

        return default;
    }
}
