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
        var (file, records) = Read(DwarfSections.FromElf(Open(Program())!));
        var foo = Enumerable.Range(0, records.Functions.Count).Select(i => records.Functions[i])
            .Single(function => Text(file.Names, function.Name) == "_Z3fooi");
        var inlines = Enumerable.Range(foo.FirstInline, foo.InlineCount).Select(i => records.Inlines[i]).ToList();
        Assert.Equal([0, 1, 2, 3, 0, 1, 2, 3, 0, 1], inlines.Select(inline => inline.Depth));
        Assert.Equal(26u, inlines[0].CallLine);
        Assert.EndsWith("basic.cpp", Text(file.Paths, inlines[0].CallFile), StringComparison.Ordinal);
        Assert.Equal(0u, records.Lines[foo.FirstLine].Offset);
        var last = records.Lines[foo.FirstLine + foo.LineCount - 1];
        Assert.Equal(foo.End - foo.Start, last.Offset + last.Size);
    }

    static (DwarfFile File, DwarfRecords Records) Read(DwarfSections sections)
    {
        var file = new DwarfFile(sections, DwarfLimits.Default);
        var records = new DwarfRecords();
        var read = file.CreateReader(records, withInlines: true);
        for (var i = 0; i < file.UnitCount; i++)
        {
            read(i);
        }

        return (file, records);
    }

    static string Text(DwarfNamePool pool, int number) => System.Text.Encoding.UTF8.GetString(pool.Text(number, out _));

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
            Read(DwarfSections.FromElf(elf));

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
        // A unit with its line program, and one function.
        byte[] abbrev = [1, 0x11, 1, 0x10, 6, 0, 0, 2, 0x2E, 0, 0x03, 8, 0x11, 1, 0x12, 6, 0, 0, 0];
        byte[] entries = [1, 0, 0, 0, 0, 2, (byte)'f', 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0];
        byte[] info = [.. BitConverter.GetBytes(7 + entries.Length), 4, 0, 0, 0, 0, 0, 8, .. entries];
        var (file, records) = Read(new DwarfSections { Line = line, Abbrev = abbrev, Info = info, Code = [new DwarfRange(0x1000, 0x2000)] });
        Assert.Equal(1, records.Lines.Count);
        Assert.Equal((0u, 16u, 7u, "a.c"),
            (records.Lines[0].Offset, records.Lines[0].Size, records.Lines[0].Line, Text(file.Paths, records.Lines[0].File)));
    }
}
