using System.Text;

namespace Inquest.Formats.Elf;

/// <summary>The file that dwz moved common parts to: .gnu_debugaltlink, or .debug_sup of DWARF 5.</summary>
/// <param name="FileName">A path as dwz was told; most often relative to the debug file.</param>
/// <param name="Id">The build id, or what .debug_sup calls a checksum, of that file.</param>
public sealed record ElfSupplementaryLink(string FileName, ReadOnlyMemory<byte> Id)
{
    public static ElfSupplementaryLink? Read(ElfFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var gnu = file.Contents(".gnu_debugaltlink");
        var section = gnu.IsEmpty ? file.Contents(".debug_sup") : gnu;
        var reader = new ByteReader(section.Span, file.IsBigEndian);
        if (gnu.IsEmpty && (reader.U16() is < 2 or > 5 || reader.U8() != 0))
        {
            return null;
        }

        var name = Encoding.UTF8.GetString(reader.CString());
        var size = gnu.IsEmpty ? reader.Uleb() : (ulong)reader.Remaining;
        var start = reader.Position;
        reader.Skip(size);
        return reader.Ok && name.Length > 0 ? new ElfSupplementaryLink(name, section.Slice(start, (int)size)) : null;
    }
}
