using System.Buffers.Binary;
using Inquest.Formats;
using Inquest.Formats.Elf;

namespace Inquest.Capture.ClientMemory;

/// <summary>Finds libinquest's client info in a process that nobody told us about: by the ELF note of the module that it is linked into.</summary>
public static class ClientInfoFinder
{
    const uint NoteType = 0x494E_5143;

    public static ClientInfo? Find(ProcessSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        foreach (var module in snapshot.Modules)
        {
            if (LoadedElf.Read(snapshot.Memory, module.Base, ElfLimits.Default) is { } elf && Find(snapshot.Memory, elf) is { } info)
            {
                return info;
            }
        }

        return null;
    }

    static ClientInfo? Find(IAddressSpace memory, LoadedElf elf)
    {
        foreach (var segment in elf.Segments)
        {
            if (segment.Type != ElfSegment.Note)
            {
                continue;
            }

            var start = unchecked(elf.Bias + segment.VirtualAddress);
            var content = new byte[Math.Min(segment.MemorySize, CaptureLimits.ElfNoteBytesMax)];
            var bytes = content.AsMemory(0, memory.Read(start, content));
            foreach (var note in ElfNotes.Read(bytes, isBigEndian: false, segment.Alignment, ElfLimits.Default))
            {
                // The descriptor holds how far the client info lies from the descriptor itself.
                if (note is { Owner: "Inquest", Type: NoteType, Description.Length: 8 }
                    && bytes.Span.Overlaps(note.Description.Span, out var offset))
                {
                    var distance = BinaryPrimitives.ReadUInt64LittleEndian(note.Description.Span);
                    return ClientInfoReader.Read(memory, unchecked(start + (ulong)offset + distance));
                }
            }
        }

        return null;
    }
}
