using CsCheck;
using Inquest.Formats.Pdb;

namespace Inquest.Formats.Tests.Pdb;

public sealed class PdbFileTests
{
    static readonly Guid Signature = new("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");

    [Fact]
    public void Reads_streams_whose_blocks_lie_in_any_order()
    {
        var content = Enumerable.Range(0, 3000).Select(i => (byte)(i * 7)).ToArray();
        using var bytes = new MemoryFileBytes(MsfBuilder.Build(512, [[], content, [1, 2, 3]], reversed: true));
        Assert.Equal(PdbError.None, MsfFile.TryOpen(bytes, PdbLimits.Default, out var file));
        Assert.Equal(content, file!.Open(1)!.Read(0, 9999).ToArray());
        Assert.Equal(content[700..1500], file.Open(1)!.Read(700, 800).ToArray());
        Assert.Equal([1, 2, 3], file.Open(2)!.Read(0, 3).ToArray());
        Assert.Null(file.Open(3));
    }

    [Fact]
    public void A_stream_that_claims_more_than_the_file_has_is_cut()
    {
        var image = MsfBuilder.Build(512, [[], [1, 2, 3]], reversed: false, claimedSize: 0x7FFF_0000);
        using var bytes = new MemoryFileBytes(image);
        Assert.Equal(PdbError.None, MsfFile.TryOpen(bytes, PdbLimits.Default, out var file));
        Assert.True(file!.Open(1)!.ReadAll(int.MaxValue).Length <= image.Length);
    }

    [Fact]
    public void The_id_is_the_signature_with_the_age_of_the_debug_information()
    {
        byte[] info = [.. BitConverter.GetBytes(20000404), .. BitConverter.GetBytes(1), .. BitConverter.GetBytes(9), .. Signature.ToByteArray(), .. new byte[24]];
        var debug = new byte[64];
        BitConverter.TryWriteBytes(debug.AsSpan(8), 3);
        BitConverter.TryWriteBytes(debug.AsSpan(58), (ushort)0xAA64);
        using var bytes = new MemoryFileBytes(MsfBuilder.Build(512, [[], info, [], debug], reversed: false));
        Assert.Equal(PdbError.None, PdbFile.TryOpen(bytes, PdbLimits.Default, out var pdb));
        Assert.Equal("0F1E2D3C4B5A69788796A5B4C3D2E1F03", pdb!.DebugId);
        Assert.Equal(Inquest.Formats.Cpu.CpuArchitecture.Arm64, pdb.Architecture);
        Assert.Contains(pdb.Findings, finding => finding.Code == "pdb-no-sections");
    }

    [Theory]
    [InlineData("", PdbError.Empty)]
    [InlineData("BSJB", PdbError.NotPdb)]
    [InlineData("Microsoft C/C++ program database 2.00\r\n", PdbError.OldContainer)]
    [InlineData("Microsoft C/C++ MSF 7.00\r\n\u001ADS\0\0\0", PdbError.Truncated)]
    public void Refuses_what_is_no_PDB_of_today(string start, PdbError expected)
    {
        using var bytes = new MemoryFileBytes(System.Text.Encoding.Latin1.GetBytes(start));
        Assert.Equal(expected, PdbFile.TryOpen(bytes, PdbLimits.Default, out _));
    }

    [Fact]
    public void Inline_annotations_make_rows_with_gaps_where_lengths_say_so()
    {
        // Offset +2 line +1 (0x22 packs both); offset +4; length 3; line -2; offset +5 with length 4.
        byte[] annotations = [0x0B, 0x22, 0x03, 0x04, 0x04, 0x03, 0x06, 0x05, 0x0C, 0x04, 0x05, 0, 0];
        var rows = PdbInlineRows.Read(annotations, 10, 24, 100, PdbLimits.Default);
        Assert.Equal([new PdbInlineRow(2, 6, 11, 24), new PdbInlineRow(6, 9, 11, 24), new PdbInlineRow(14, 18, 9, 24)], rows);
    }

    [Fact]
    public void Any_annotations_give_rows_inside_of_the_function() =>
        Gen.Byte.Array[0, 60].Sample(annotations =>
        {
            foreach (var row in PdbInlineRows.Read(annotations, 1, 0, 50, PdbLimits.Default))
            {
                Assert.True(row.Start < row.End && row.Start < 50);
            }
        });

    [Fact]
    public void Any_module_stream_is_read_without_an_exception()
    {
        ushort[] kinds = [0x1110, 0x1147, 0x114D, 0x115D, 0x1103, 0x1102, 0x1132, 0x0006, 0x114E, 0xF2];
        Gen.Select(Gen.Int[0, kinds.Length - 1], Gen.Byte.Array[0, 50]).Array[0, 20].Sample(records =>
        {
            byte[] stream = [4, 0, 0, 0, .. records.SelectMany(record => (byte[])[.. BitConverter.GetBytes((ushort)(record.Item2.Length + 2)), .. BitConverter.GetBytes(kinds[record.Item1]), .. record.Item2])];
            var module = new PdbModule(0, "a.obj", 1, (uint)stream.Length, 0, (uint)stream.Length);
            _ = PdbModuleSymbols.Read(stream, module, PdbLimits.Default);
            var lines = PdbModuleLines.Read(stream, module with { SymbolSize = 4 });
            _ = lines.Rows(1, 0, 100).Length;
        });
    }
}
