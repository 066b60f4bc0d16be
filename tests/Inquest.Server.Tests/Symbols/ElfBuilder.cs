using System.Buffers.Binary;
using System.Text;

namespace Inquest.Server.Tests.Symbols;

/// <summary>A small 64-bit ELF file with a build id and named sections, by the layout of the gABI.</summary>
static class ElfBuilder
{
    const uint ProgramBits = 1;
    const uint StringTable = 3;
    const uint Note = 7;
    const uint NoBits = 8;

    /// <param name="buildId">Of the note; empty leaves the note out.</param>
    /// <param name="isDebugFile">Code without bytes, and a .debug_info section.</param>
    public static byte[] Build(byte[] buildId, bool isDebugFile = false)
    {
        var sections = new List<(string Name, uint Type, ulong Flags, byte[] Content)> { ("", 0, 0, []) };
        if (buildId.Length > 0)
        {
            sections.Add((".note.gnu.build-id", Note, 2, NoteOf(buildId)));
        }

        if (isDebugFile)
        {
            sections.Add((".text", NoBits, 6, []));
            sections.Add((".debug_info", ProgramBits, 0, Encoding.ASCII.GetBytes("debug information")));
        }
        else
        {
            sections.Add((".text", ProgramBits, 6, [0xC3, 0x90, 0x90, 0x90]));
            sections.Add((".eh_frame", ProgramBits, 2, new byte[32]));
        }

        var names = new MemoryStream();
        var nameOffsets = new List<int>();
        foreach (var (name, _, _, _) in sections)
        {
            nameOffsets.Add((int)names.Position);
            names.Write(Encoding.ASCII.GetBytes(name + "\0"));
        }

        nameOffsets.Add((int)names.Position);
        names.Write(".shstrtab\0"u8);
        sections.Add((".shstrtab", StringTable, 0, names.ToArray()));

        var file = new MemoryStream();
        file.Write(new byte[64]);
        var offsets = new List<long>();
        foreach (var (_, _, _, content) in sections)
        {
            offsets.Add(file.Position);
            file.Write(content);
            while (file.Position % 8 != 0)
            {
                file.WriteByte(0);
            }
        }

        var table = file.Position;
        for (var i = 0; i < sections.Count; i++)
        {
            var header = new byte[64];
            BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)nameOffsets[i]);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), sections[i].Type);
            BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), sections[i].Flags);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), offsets[i]);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(32), sections[i].Content.Length);
            header[48] = 4;
            file.Write(header);
        }

        var bytes = file.ToArray();
        ReadOnlySpan<byte> identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identification.CopyTo(bytes);
        bytes[16] = 3;
        bytes[18] = 62;
        bytes[20] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), table);
        bytes[52] = 64;
        bytes[54] = 56;
        bytes[58] = 64;
        bytes[60] = (byte)sections.Count;
        bytes[62] = (byte)(sections.Count - 1);
        return bytes;
    }

    static byte[] NoteOf(byte[] buildId)
    {
        var note = new byte[16 + buildId.Length];
        note[0] = 4;
        note[4] = (byte)buildId.Length;
        note[8] = 3;
        "GNU\0"u8.CopyTo(note.AsSpan(12));
        buildId.CopyTo(note, 16);
        return note;
    }
}
