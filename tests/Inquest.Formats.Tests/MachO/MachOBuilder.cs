using System.Text;
using Inquest.Testing;

namespace Inquest.Formats.Tests.MachO;

/// <summary>Makes up Mach-O files: one segment and its sections, and whatever load commands a test adds.</summary>
sealed class MachOBuilder(bool is64 = true, bool bigEndian = false)
{
    readonly List<byte[]> _commands = [];
    readonly List<(string Name, ulong Address, byte[] Bytes, uint Flags)> _sections = [];

    public uint CpuType { get; init; } = 0x0100_0007;

    public uint CpuSubtype { get; init; } = 3;

    public uint FileType { get; init; } = 6;

    public ulong Base { get; init; } = 0x1000_0000;

    public string Segment { get; init; } = "__TEXT";

    public byte[] Tail { get; set; } = [];

    public MachOBuilder Command(uint number, Action<ByteWriter> body)
    {
        var writer = new ByteWriter(bigEndian);
        body(writer);
        var bytes = writer.Align(8).ToArray();
        _commands.Add(new ByteWriter(bigEndian).U32(number).U32((uint)bytes.Length + 8).Bytes(bytes).ToArray());
        return this;
    }

    public MachOBuilder Uuid(byte first = 1) => Command(0x1B, writer => writer.Bytes([.. Enumerable.Range(first, 16).Select(i => (byte)i)]));

    public MachOBuilder Section(string name, ulong address, byte[] bytes, uint flags = 0)
    {
        _sections.Add((name, address, bytes, flags));
        return this;
    }

    /// <summary>Where the bytes after the sections begin, if no command is added any more.</summary>
    public uint TailOffset => (uint)(HeaderSize + _commands.Sum(command => command.Length) + SegmentSize + _sections.Sum(section => section.Bytes.Length));

    int HeaderSize => is64 ? 32 : 28;

    int SegmentSize => (is64 ? 72 : 56) + (_sections.Count * (is64 ? 80 : 68));

    public byte[] Build()
    {
        var writer = new ByteWriter(bigEndian);
        var commandsSize = SegmentSize + _commands.Sum(command => command.Length);
        writer.U32(is64 ? 0xFEED_FACF : 0xFEED_FACE).U32(CpuType).U32(CpuSubtype).U32(FileType)
            .U32((uint)_commands.Count + 1).U32((uint)commandsSize).U32(0);
        if (is64)
        {
            writer.U32(0);
        }

        var offset = (uint)(HeaderSize + commandsSize);
        writer.U32(is64 ? 0x19u : 1u).U32((uint)SegmentSize).Bytes(Name(Segment));
        foreach (var number in (ulong[])[Base, 0x10000, 0, offset + (ulong)_sections.Sum(section => section.Bytes.Length)])
        {
            Number(writer, number);
        }

        writer.U32(5).U32(5).U32((uint)_sections.Count).U32(0);
        foreach (var (name, address, bytes, flags) in _sections)
        {
            writer.Bytes(Name(name)).Bytes(Name(Segment));
            Number(writer, address);
            Number(writer, (ulong)bytes.Length);
            writer.U32(offset).U32(0).U32(0).U32(0).U32(flags).Zeros(is64 ? 12 : 8);
            offset += (uint)bytes.Length;
        }

        foreach (var command in _commands)
        {
            writer.Bytes(command);
        }

        foreach (var section in _sections)
        {
            writer.Bytes(section.Bytes);
        }

        return writer.Bytes(Tail).ToArray();
    }

    /// <summary>A universal file of the parts given, each at the next multiple of 4096.</summary>
    public static byte[] Universal(bool wide, params (uint Type, uint Subtype, byte[] Bytes)[] parts)
    {
        var writer = new ByteWriter(bigEndian: true).U32(wide ? 0xCAFE_BABF : 0xCAFE_BABE).U32((uint)parts.Length);
        var offset = 4096u;
        foreach (var (type, subtype, bytes) in parts)
        {
            writer.U32(type).U32(subtype);
            _ = wide ? writer.U64(offset).U64((ulong)bytes.Length).U32(12).U32(0) : writer.U32(offset).U32((uint)bytes.Length).U32(12);
            offset += ((uint)bytes.Length + 4095) / 4096 * 4096;
        }

        foreach (var (_, _, bytes) in parts)
        {
            writer.Align(4096).Bytes(bytes);
        }

        return writer.ToArray();
    }

    static byte[] Name(string name) => [.. Encoding.ASCII.GetBytes(name), .. new byte[16 - name.Length]];

    void Number(ByteWriter writer, ulong value) => _ = is64 ? writer.U64(value) : writer.U32((uint)value);
}
