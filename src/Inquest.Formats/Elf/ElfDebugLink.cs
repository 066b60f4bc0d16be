using System.Text;

namespace Inquest.Formats.Elf;

/// <summary>.gnu_debuglink: the file that holds the debug information of a stripped one.</summary>
/// <param name="FileName">Base name, as written by objcopy.</param>
/// <param name="Checksum">CRC-32 of that file.</param>
public sealed record ElfDebugLink(string FileName, uint Checksum)
{
    public static ElfDebugLink? Read(ElfFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var reader = new ByteReader(file.Contents(".gnu_debuglink").Span, file.IsBigEndian);
        var name = Encoding.UTF8.GetString(reader.CString());
        reader.AlignTo(4);
        var checksum = reader.U32();
        return reader.Ok && name.Length > 0 ? new ElfDebugLink(name, checksum) : null;
    }
}
