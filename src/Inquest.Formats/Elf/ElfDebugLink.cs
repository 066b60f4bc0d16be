using System.Text;

namespace Inquest.Formats.Elf;

/// <summary>.gnu_debuglink: the file that holds the debug information of a stripped one.</summary>
/// <param name="FileName">Base name, as written by objcopy.</param>
/// <param name="Checksum">CRC-32 of that file.</param>
public sealed record ElfDebugLink(string FileName, uint Checksum)
{
    const int ChecksumStep = 1 << 20;

    static readonly uint[] Table = MakeTable();

    public static ElfDebugLink? Read(ElfFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var reader = new ByteReader(file.Contents(".gnu_debuglink").Span, file.IsBigEndian);
        var name = Encoding.UTF8.GetString(reader.CString());
        reader.AlignTo(4);
        var checksum = reader.U32();
        return reader.Ok && name.Length > 0 ? new ElfDebugLink(name, checksum) : null;
    }

    /// <summary>The checksum of a file as the link has it: CRC-32 of all its bytes.</summary>
    public static uint ChecksumOf(FileBytes file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var crc = uint.MaxValue;
        for (long offset = 0; offset < file.Length; offset += ChecksumStep)
        {
            foreach (var b in file.Slice((ulong)offset, ChecksumStep).Span)
            {
                crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
            }
        }

        return ~crc;
    }

    static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
