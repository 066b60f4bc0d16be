using System.Text;

namespace Inquest.Formats.Elf;

/// <summary>Reads the notes of a PT_NOTE segment or SHT_NOTE section (gABI, "Note Section").</summary>
public static class ElfNotes
{
    /// <summary>Every whole note; reading stops at the first that does not fit.</summary>
    /// <param name="alignment">Of the segment: 8 for .note.gnu.property in 64-bit files, otherwise 4.</param>
    public static IEnumerable<ElfNote> Read(ReadOnlyMemory<byte> content, bool isBigEndian, ulong alignment, ElfLimits limits)
    {
        var step = alignment == 8 ? 8 : 4;
        var position = 0;
        for (var count = 0; count < limits.NoteCountMax; count++)
        {
            if (!TryReadOne(content, isBigEndian, step, ref position, out var note))
            {
                yield break;
            }

            yield return note;
        }
    }

    static bool TryReadOne(ReadOnlyMemory<byte> content, bool isBigEndian, int step, ref int position, out ElfNote note)
    {
        note = default;
        var reader = new ByteReader(content.Span, isBigEndian) { Position = position };
        var ownerSize = reader.U32();
        var descriptionSize = reader.U32();
        var type = reader.U32();
        var owner = reader.Bytes(ownerSize);
        // Folklore: the name is padded to 4 even where descriptions are padded to 8 (GNU property notes have a 4-byte name,
        // so both readings agree on them; kernel cores pad both to 4).
        reader.AlignTo(step == 8 ? 8 : 4);
        var start = reader.Position;
        reader.Skip(descriptionSize);
        if (!reader.Ok)
        {
            return false;
        }

        note = new ElfNote(
            Encoding.UTF8.GetString(owner.TrimEnd((byte)0)), type, content.Slice(start, (int)descriptionSize));
        reader.AlignTo(step);
        position = reader.Position;
        return true;
    }
}
