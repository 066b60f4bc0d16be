using System.Text;

namespace Inquest.Formats.MachO;

/// <summary>LC_SYMTAB: what the linker and the debugger know by name.</summary>
/// <remarks>Entry: offset of the name u32, type u8, section u8, description u16, value (4 or 8 bytes).</remarks>
public static class MachOSymbolTable
{
    /// <summary>In the order of the file, stabs included. Names outside the string table are empty.</summary>
    public static IReadOnlyList<MachOSymbol> Read(MachOFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var (offset, claimed) = file.SymbolRange;
        var entrySize = file.Is64Bit ? 16 : 12;
        var count = (int)Math.Min(claimed, (uint)file.Limits.SymbolCountMax);
        var table = file.Read(offset, (ulong)count * (ulong)entrySize).Span;
        if (table.Length / entrySize < claimed)
        {
            file.AddFinding("symbols-truncated", $"The symbol table claims {claimed} entries, {table.Length / entrySize} can be read.");
            count = table.Length / entrySize;
        }

        var strings = file.Read(file.StringRange.Offset, file.StringRange.Size).Span;
        var symbols = new List<MachOSymbol>(count);
        var reader = new ByteReader(table, file.IsBigEndian);
        for (var i = 0; i < count; i++)
        {
            var name = reader.U32();
            var type = reader.U8();
            var section = reader.U8();
            var description = reader.U16();
            var value = reader.Unsigned(file.PointerSize);
            symbols.Add(new MachOSymbol(Name(strings, name, file.Limits), type, section, description, value));
        }

        return symbols;
    }

    static string Name(ReadOnlySpan<byte> strings, uint offset, MachOLimits limits)
    {
        if (offset == 0 || offset >= strings.Length)
        {
            return "";
        }

        var rest = strings[(int)offset..];
        rest = rest[..Math.Min(rest.Length, limits.NameLengthMax)];
        var end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }
}
