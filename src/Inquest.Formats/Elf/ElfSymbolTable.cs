namespace Inquest.Formats.Elf;

/// <summary>The symbols of .symtab, .dynsym or the table inside .gnu_debugdata.</summary>
public static class ElfSymbolTable
{
    /// <summary>Symbols of every table of a type (<see cref="ElfSection.TypeSymbols"/>, <see cref="ElfSection.TypeDynamicSymbols"/>).</summary>
    public static IReadOnlyList<ElfSymbol> Read(ElfFile file, uint sectionType)
    {
        ArgumentNullException.ThrowIfNull(file);
        var symbols = new List<ElfSymbol>();
        foreach (var section in file.Sections)
        {
            if (section.Type == sectionType)
            {
                ReadOne(file, section, symbols);
            }
        }

        return symbols;
    }

    static void ReadOne(ElfFile file, ElfSection section, List<ElfSymbol> symbols)
    {
        var content = file.Contents(section).Span;
        var names = section.Link < file.Sections.Count ? file.Contents(file.Sections[(int)section.Link]).Span : default;
        var extended = ExtendedIndexes(file, section).Span;
        var size = file.Is64Bit ? 24 : 16;
        var count = Math.Min(content.Length / size, file.Limits.SymbolCountMax - symbols.Count);
        symbols.EnsureCapacity(symbols.Count + count);
        for (var i = 0; i < count; i++)
        {
            symbols.Add(ReadSymbol(file, content.Slice(i * size, size), names, extended, i));
        }
    }

    static ElfSymbol ReadSymbol(
        ElfFile file, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> names, ReadOnlySpan<byte> extended, int index)
    {
        var reader = new ByteReader(entry, file.IsBigEndian);
        var name = reader.U32();
        ulong value = 0, size = 0;
        if (!file.Is64Bit)
        {
            value = reader.U32();
            size = reader.U32();
        }

        var info = reader.U8();
        var other = reader.U8();
        uint sectionIndex = reader.U16();
        if (file.Is64Bit)
        {
            value = reader.U64();
            size = reader.U64();
        }

        if (sectionIndex == 0xFFFF)
        {
            sectionIndex = new ByteReader(extended, file.IsBigEndian) { Position = index * 4 }.U32();
        }

        return new ElfSymbol(ElfStrings.Get(names, name, file.Limits), value, size, (byte)(info & 15), (byte)(info >> 4),
            (byte)(other & 3), sectionIndex);
    }

    static ReadOnlyMemory<byte> ExtendedIndexes(ElfFile file, ElfSection symbols)
    {
        foreach (var section in file.Sections)
        {
            if (section.Type == ElfSection.TypeSymbolSectionIndexes && section.Link == symbols.Index)
            {
                return file.Contents(section);
            }
        }

        return default;
    }
}
