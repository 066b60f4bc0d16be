using CsCheck;
using Inquest.Formats.Dwarf;
using Inquest.Formats.Elf;
using Inquest.Testing;

namespace Inquest.Formats.Tests.Dwarf;

public sealed class DwarfTests
{
    static byte[] Program()
    {
        var path = Corpus.Case("dumpsyms/moz-linux-basic-full/basic.full");
        if (path is null)
        {
            Assert.Skip("corpus not present");
        }

        return File.ReadAllBytes(path);
    }

    static ElfFile? Open(byte[] bytes) =>
        ElfFile.TryOpen(new MemoryFileBytes(bytes), ElfLimits.Default, out var file) == ElfError.None ? file : null;

    [Fact]
    public void Reads_functions_lines_and_nested_inlined_calls()
    {
        var file = new DwarfFile(DwarfSections.FromElf(Open(Program())!), DwarfLimits.Default);
        var unit = file.ReadUnit(0);
        var foo = Assert.Single(unit.Functions, function => function.Name == "_Z3fooi");
        Assert.True(foo.IsMangled);
        Assert.Equal([0, 1, 2, 3, 0, 1, 2, 3, 0, 1], foo.Inlines.Select(inline => inline.Depth));
        Assert.Equal(26, foo.Inlines[0].CallLine);
        Assert.EndsWith("basic.cpp", foo.Inlines[0].CallFile, StringComparison.Ordinal);
        var lines = unit.Lines.Cover(foo.Ranges[0]).ToList();
        Assert.Equal(foo.Ranges[0].Start, lines[0].Range.Start);
        Assert.Equal(foo.Ranges[0].End, lines[^1].Range.End);
    }

    [Fact]
    public void Hostile_debug_information_never_throws()
    {
        var original = Program();
        var sections = Open(original)!.Sections.Where(section => section.Name.Contains("debug", StringComparison.Ordinal)
            || section.Name.Contains("frame", StringComparison.Ordinal)).ToList();
        Gen.Select(Gen.Int[0, sections.Count - 1], Gen.Int[0, int.MaxValue], Gen.Byte, Gen.Int[1, 8]).Sample((which, at, value, count) =>
        {
            var bytes = (byte[])original.Clone();
            for (var i = 0; i < count; i++)
            {
                bytes[(int)sections[which].Offset + ((at + (i * 7)) % (int)sections[which].Size)] = value;
            }

            var elf = Open(bytes)!;
            var file = new DwarfFile(DwarfSections.FromElf(elf), DwarfLimits.Default);
            for (var i = 0; i < file.UnitCount; i++)
            {
                file.ReadUnit(i);
            }

            var frames = elf.FindSection(".eh_frame")!;
            var table = CfiTable.ReadEhFrame(elf.Contents(frames), false, frames.Address, 8, DwarfLimits.Default);
            var program = new CfiProgram(table, DwarfLimits.Default);
            foreach (var entry in table.Entries)
            {
                program.Run(entry, (_, _) => { });
            }
        }, iter: 2000);
    }

    [Fact]
    public void A_sequence_at_a_tombstone_does_not_hide_code()
    {
        // Version 2, one sequence of 16 MB at address 0, one of 16 bytes at 0x1000.
        byte[] program =
        [
            0, 9, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0x80, 0x80, 0x80, 8, 0, 1, 1,
            0, 9, 2, 0, 0x10, 0, 0, 0, 0, 0, 0, 3, 6, 1, 2, 16, 0, 1, 1,
        ];
        byte[] header = [1, 1, 0xFB, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, .. "a.c\0"u8, 0, 0, 0, 0];
        byte[] line = [.. BitConverter.GetBytes(header.Length + program.Length + 6), 2, 0, .. BitConverter.GetBytes(header.Length), .. header, .. program];
        byte[] abbrev = [1, 0x11, 0, 0x10, 6, 0, 0, 0];
        byte[] info = [.. BitConverter.GetBytes(12), 2, 0, 0, 0, 0, 0, 8, 1, 0, 0, 0, 0];
        var sections = new DwarfSections { Line = line, Abbrev = abbrev, Info = info, Code = [new DwarfRange(0x1000, 0x2000)] };
        var unit = new DwarfFile(sections, DwarfLimits.Default).ReadUnit(0);
        var row = Assert.Single(unit.Lines.Cover(new DwarfRange(0x1000, 0x1010)));
        Assert.Equal((7, "a.c"), (row.Row.Line, unit.Lines.FileName(row.Row.File)));
        Assert.Equal(new DwarfRange(0x1000, 0x1010), row.Range);
    }
}
