using System.Text;

namespace Inquest.Formats.Tests.Pe;

/// <summary>Builds PE32+ images from the format's documentation: one section for everything, mapped at 0x1000.</summary>
sealed class PeBuilder
{
    public const uint SectionRva = 0x1000;
    const int HeaderSize = 0x200;

    readonly List<byte> _section = [];
    readonly (uint Rva, uint Size)[] _directories = new (uint, uint)[16];

    public ushort Machine { get; set; } = 0x8664;

    public string SectionName { get; set; } = ".text";

    /// <summary>Adds bytes to the section, aligned to four, and returns their address.</summary>
    public uint Add(params byte[] bytes)
    {
        while (_section.Count % 4 != 0)
        {
            _section.Add(0xCC);
        }

        var rva = SectionRva + (uint)_section.Count;
        _section.AddRange(bytes);
        return rva;
    }

    public uint Add(params uint[] words) => Add(words.SelectMany(BitConverter.GetBytes).ToArray());

    public PeBuilder Directory(int index, uint rva, uint size)
    {
        _directories[index] = (rva, size);
        return this;
    }

    public PeBuilder CodeView(Guid signature, uint age, string path)
    {
        byte[] record = [.. "RSDS"u8, .. signature.ToByteArray(), .. BitConverter.GetBytes(age), .. Encoding.UTF8.GetBytes(path), 0];
        var data = Add(record);
        var entry = Add(0, 0, 0, 2, (uint)record.Length, data, data - SectionRva + HeaderSize);
        return Directory(6, entry, 28);
    }

    public byte[] Build()
    {
        var file = new List<byte>(new byte[HeaderSize]);
        void Put(int offset, params byte[] bytes)
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                file[offset + i] = bytes[i];
            }
        }

        void Word(int offset, uint value) => Put(offset, BitConverter.GetBytes(value));
        void Half(int offset, ushort value) => Put(offset, BitConverter.GetBytes(value));
        Put(0, "MZ"u8.ToArray());
        Word(0x3C, 0x40);
        Put(0x40, "PE"u8.ToArray());
        Half(0x44, Machine);
        Half(0x46, 1);
        Word(0x48, 0x5F3C0B2A);
        Half(0x54, 240);
        Half(0x56, 0x2022);
        Half(0x58, 0x20B);
        Word(0x58 + 24, 0x40000000);
        Word(0x58 + 28, 1);
        Word(0x58 + 56, 0x12000);
        Word(0x58 + 108, 16);
        for (var i = 0; i < 16; i++)
        {
            Word(0x58 + 112 + (8 * i), _directories[i].Rva);
            Word(0x58 + 116 + (8 * i), _directories[i].Size);
        }

        var header = 0x58 + 240;
        Put(header, Encoding.UTF8.GetBytes(SectionName));
        Word(header + 8, (uint)_section.Count);
        Word(header + 12, SectionRva);
        Word(header + 16, (uint)_section.Count);
        Word(header + 20, HeaderSize);
        Word(header + 36, 0x60000020);
        file.AddRange(_section);
        return [.. file];
    }
}
