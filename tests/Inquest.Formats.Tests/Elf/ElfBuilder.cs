using System.Buffers.Binary;
using System.Text;

namespace Inquest.Formats.Tests.Elf;

/// <summary>Builds small ELF files byte by byte from the gABI, without the reader's own layout code.</summary>
sealed class ElfBuilder(bool is64Bit = true, bool isBigEndian = false, ushort type = 3, ushort machine = 62)
{
    readonly List<(string Name, uint Type, ulong Flags, ulong Address, byte[] Content)> _sections = [];

    public ElfBuilder Section(string name, uint type, byte[] content, ulong flags = 0, ulong address = 0)
    {
        _sections.Add((name, type, flags, address, content));
        return this;
    }

    public static byte[] Note(string owner, uint type, byte[] description)
    {
        var name = Encoding.ASCII.GetBytes(owner + "\0");
        var bytes = new List<byte>();
        foreach (var number in (uint[])[(uint)name.Length, (uint)description.Length, type])
        {
            bytes.AddRange(BitConverter.GetBytes(number));
        }

        bytes.AddRange(name);
        while (bytes.Count % 4 != 0)
        {
            bytes.Add(0);
        }

        bytes.AddRange(description);
        while (bytes.Count % 4 != 0)
        {
            bytes.Add(0);
        }

        return [.. bytes];
    }

    public byte[] Build()
    {
        var names = new StringBuilder("\0");
        var file = new List<byte>(new byte[64]);
        var headers = new List<byte>(new byte[is64Bit ? 64 : 40]);
        var all = new List<(string Name, uint Type, ulong Flags, ulong Address, byte[] Content)>(_sections) { (".shstrtab", 3, 0, 0, []) };
        for (var i = 0; i < all.Count; i++)
        {
            var (name, sectionType, flags, address, content) = all[i];
            var nameOffset = names.Length;
            names.Append(name).Append('\0');
            content = i == all.Count - 1 ? Encoding.ASCII.GetBytes(names.ToString()) : content;
            var offset = file.Count;
            file.AddRange(content);
            Add(headers, (uint)nameOffset, 4);
            Add(headers, sectionType, 4);
            Word(headers, flags);
            Word(headers, address);
            Word(headers, (ulong)offset);
            Word(headers, (ulong)content.Length);
            Add(headers, 0, 4);
            Add(headers, 0, 4);
            Word(headers, 4);
            Word(headers, 0);
        }

        var header = new List<byte> { 0x7F, (byte)'E', (byte)'L', (byte)'F', (byte)(is64Bit ? 2 : 1), (byte)(isBigEndian ? 2 : 1), 1 };
        header.AddRange(new byte[9]);
        Add(header, type, 2);
        Add(header, machine, 2);
        Add(header, 1, 4);
        Word(header, 0x1000);
        Word(header, 0);
        Word(header, (ulong)file.Count);
        Add(header, 0, 4);
        Add(header, is64Bit ? 64u : 52u, 2);
        Add(header, 0, 2);
        Add(header, 0, 2);
        Add(header, is64Bit ? 64u : 40u, 2);
        Add(header, (ulong)all.Count + 1, 2);
        Add(header, (ulong)all.Count, 2);
        var bytes = file.Concat(headers).ToArray();
        header.CopyTo(bytes);
        return bytes;
    }

    void Word(List<byte> bytes, ulong value) => Add(bytes, value, is64Bit ? 8 : 4);

    void Add(List<byte> bytes, ulong value, int size)
    {
        var all = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(all, value);
        var used = all[..size];
        if (isBigEndian)
        {
            Array.Reverse(used);
        }

        bytes.AddRange(used);
    }
}
