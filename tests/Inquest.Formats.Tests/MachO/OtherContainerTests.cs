using System.Text;
using CsCheck;
using Inquest.Formats.PortablePdb;
using Inquest.Formats.Wasm;
using Inquest.Testing;

namespace Inquest.Formats.Tests.MachO;

/// <summary>WebAssembly modules and portable PDBs.</summary>
public sealed class OtherContainerTests
{
    [Fact]
    public void Reads_the_id_and_functions_of_a_module()
    {
        Assert.Equal(WasmError.None, WasmFile.TryOpen(new MemoryFileBytes(Module()), WasmLimits.Default, out var file));
        Assert.Equal("000102030405060708090A0B0C0D0E0F0", file!.DebugId);
        // One function is imported; the module's own begin at index 1.
        var functions = file.Functions();
        Assert.Equal([(1u, 2UL, "area"), (2u, 3UL, null)], functions.Select(function => (function.Index, function.Size, function.Name)));
        Assert.Equal(file.CodeOffset + 2, functions[0].Offset);
    }

    [Theory]
    [InlineData("", WasmError.Empty)]
    [InlineData("\0as", WasmError.NotWasm)]
    [InlineData("\0asm\u0001", WasmError.Truncated)]
    [InlineData("\0asm\u000D\0\u0001\0", WasmError.UnknownVersion)]
    public void Refuses_what_is_no_module(string bytes, WasmError expected) =>
        Assert.Equal(expected, WasmFile.TryOpen(new MemoryFileBytes(Encoding.Latin1.GetBytes(bytes)), WasmLimits.Default, out _));

    [Fact]
    public void Survives_any_change_of_a_module()
    {
        var good = Module();
        Gen.Int[0, good.Length - 1].Select(Gen.Byte, Gen.Int[0, good.Length]).Sample((position, value, length) =>
        {
            var bytes = good.AsSpan(0, Math.Max(length, position + 1)).ToArray();
            bytes[position] = value;
            if (WasmFile.TryOpen(new MemoryFileBytes(bytes), WasmLimits.Default, out var file) == WasmError.None)
            {
                file!.Functions();
            }
        });
    }

    [Fact]
    public void Knows_the_lines_of_methods()
    {
        if (Corpus.Case("dotnet/symbolic-ppdb") is not { } folder)
        {
            Assert.Skip("corpus not present");
            return;
        }

        Assert.Equal(PortablePdbError.None, PortablePdbFile.TryOpen(File.ReadAllBytes(Path.Combine(folder, "portable.pdb")), PortablePdbLimits.Default, out var pdb));
        using (pdb)
        {
            foreach (var (token, offset, line) in ((uint, uint, int)[])[(7, 10, 81), (5, 6, 37), (0x0600_0003, 0, 30), (2, 0, 25), (1, 45, 20)])
            {
                Assert.Equal(line, pdb!.Find(token, offset)?.Line);
                Assert.EndsWith("samples/foo/Program.cs", pdb.Find(token, offset)?.File, StringComparison.Ordinal);
            }

            Assert.Null(pdb!.Find(0x0100_0001, 0));
            Assert.Null(pdb.Find(0x0600_FFFF, 0));
        }
    }

    [Theory]
    [InlineData("Sentry.Samples.Console.Basic-embedded-ppdb.dll", 0)]
    [InlineData("Sentry.Samples.Console.Basic-embedded-ppdb-with-sources.dll", 5)]
    public void Reads_a_PDB_and_its_sources_inside_of_an_assembly(string name, int sourceCount)
    {
        if (Corpus.Case("dotnet/symbolic-ppdb") is not { } folder)
        {
            Assert.Skip("corpus not present");
            return;
        }

        Assert.Equal(PortablePdbError.None, PortablePdbFile.TryOpenEmbedded(File.ReadAllBytes(Path.Combine(folder, name)), PortablePdbLimits.Default, out var pdb));
        using (pdb)
        {
            Assert.True(pdb!.MethodCount > 0);
            var files = pdb.EmbeddedFiles().ToList();
            Assert.Equal(sourceCount, files.Count);
            Assert.All(files, file => Assert.True(pdb.SourceOf(file)?.Length > 0));
        }
    }

    [Fact]
    public void Damaged_PDBs_are_refused_or_say_less()
    {
        if (Corpus.Case("dotnet/symbolic-ppdb") is not { } folder)
        {
            Assert.Skip("corpus not present");
            return;
        }

        foreach (var name in (string[])["portable.pdb", "Sentry.Samples.Console.Basic-embedded-ppdb-with-sources.dll"])
        {
            var good = File.ReadAllBytes(Path.Combine(folder, name));
            Gen.Int[0, good.Length - 1].Select(Gen.Byte, Gen.Int[0, good.Length]).Sample((position, value, length) =>
            {
                var bytes = good.AsSpan(0, Math.Max(length, position + 1)).ToArray();
                bytes[position] = value;
                var error = name.EndsWith("dll", StringComparison.Ordinal)
                    ? PortablePdbFile.TryOpenEmbedded(bytes, PortablePdbLimits.Default, out var pdb)
                    : PortablePdbFile.TryOpen(bytes, PortablePdbLimits.Default, out pdb);
                using (pdb)
                {
                    for (uint row = 0; error == PortablePdbError.None && row <= Math.Min(pdb!.MethodCount, 50); row++)
                    {
                        pdb.Lines(row);
                    }

                    foreach (var file in pdb?.EmbeddedFiles() ?? [])
                    {
                        pdb!.SourceOf(file);
                    }
                }
            }, iter: 1000);
        }
    }

    static byte[] Module() => new ByteWriter()
        .Bytes("\0asm"u8).U32(1)
        .U8(2).U8(7).U8(1).U8(1).U8((byte)'m').U8(1).U8((byte)'f').U8(0).U8(0)
        .U8(10).U8(8).U8(2).U8(2).U8(0).U8(0x0B).U8(3).U8(0).U8(1).U8(0x0B)
        .U8(0).U8(14).U8(4).Bytes("name"u8).U8(1).U8(7).U8(1).U8(1).U8(4).Bytes("area"u8)
        .U8(0).U8(26).U8(8).Bytes("build_id"u8).U8(16).Bytes([.. Enumerable.Range(0, 16).Select(i => (byte)i)])
        .ToArray();
}
