using System.Text;
using CsCheck;
using Inquest.Symbols.Cache;

namespace Inquest.Symbols.Tests;

public sealed class CachePropertyTests
{
    // Small numbers, so that ranges meet, nest, overlap and repeat.
    static readonly Gen<string> Hex = Gen.Int[0, 90].Select(n => n.ToString("x"));

    static readonly Gen<string> Size = Gen.Int[0, 20].Select(n => n.ToString("x"));

    static readonly Gen<string> Small = Gen.Int[0, 3].Select(n => n.ToString());

    static readonly Gen<string> Line = Gen.Select(Hex, Size, Small, Small, (a, s, l, f) => $"{a} {s} {l} {f}");

    static readonly Gen<string> Inline = Gen.Select(
        Small, Small, Small, Small, Gen.Select(Hex, Size, (a, s) => $" {a} {s}").List[1, 3],
        (depth, line, file, origin, ranges) => $"INLINE {depth} {line} {file} {origin}" + string.Concat(ranges));

    static readonly Gen<string> Func = Gen.Select(
        Hex, Size, Small, Gen.OneOf(Line, Line, Line, Inline).List[0, 8],
        (a, s, p, body) => $"FUNC {a} {s} {p} f {a}({s})\n" + string.Join('\n', body));

    static readonly Gen<string> Cfi = Gen.Select(
        Hex, Size, Gen.Select(Hex, Small, (a, r) => $"STACK CFI {a} r{r}: .cfa").List[0, 5],
        (a, s, deltas) => $"STACK CFI INIT {a} {s} .cfa: {a}\n" + string.Join('\n', deltas));

    static readonly Gen<string> Win = Gen.Select(
        Hex, Size, Small, Gen.Bool,
        (a, s, n, isFrameData) => isFrameData
            ? $"STACK WIN 4 {a} {s} 1 2 {n} 4 5 6 1 $T0 {n} ="
            : $"STACK WIN 0 {a} {s} 1 2 {n} 4 5 6 0 {n}");

    static readonly Gen<string> Name = Gen.Select(
        Gen.Bool, Small, Hex, (isFile, id, name) => (isFile ? "FILE " : "INLINE_ORIGIN ") + $"{id} n{name} x");

    static readonly Gen<string> Public = Gen.Select(
        Gen.Bool, Hex, Small, (m, a, p) => $"PUBLIC {(m ? "m " : "")}{a} {p} p {a}");

    static readonly Gen<string> Sym = Gen.OneOf(Func, Func, Cfi, Win, Name, Public).List[1, 40].Select(
        records => "MODULE Linux x86 0 x\n" + string.Join('\n', records) + "\n");

    [Fact]
    public void Lookups_agree_with_the_naive_reader_however_the_file_is_cut() =>
        Sym.Select(Gen.Int[16, 400]).Sample(
            (sym, chunk) =>
            {
                using var fixture = new SymFixture(sym, new SymbolLimits { ChunkBytes = chunk });
                Agreement.Check(NaiveSymbols.Parse(sym), fixture.File, Enumerable.Range(0, 115).Select(rva => (ulong)rva));
            },
            iter: 400);

    [Fact]
    public void No_text_makes_conversion_or_lookups_throw() =>
        Sym.Select(Gen.Select(Gen.Int[0, 2000], Gen.Byte).List[0, 40]).Sample(
            (sym, edits) =>
            {
                var bytes = Encoding.UTF8.GetBytes(sym);
                foreach (var (at, value) in edits)
                {
                    bytes[at % bytes.Length] = value;
                }

                using var fixture = new SymFixture(bytes, new SymbolLimits { ChunkBytes = 64, ChunkBytesMax = 256 });
                if (fixture.OpenError == SymbolCacheError.None)
                {
                    LookUpEverything(fixture.File);
                }
            },
            iter: 400);

    [Fact]
    public void No_cache_file_makes_lookups_throw() =>
        Sym.Select(Gen.Select(Gen.Int[0, 20000], Gen.Byte).List[1, 60]).Sample(
            (sym, edits) =>
            {
                using var fixture = new SymFixture(sym);
                var bytes = File.ReadAllBytes(fixture.CachePath);
                foreach (var (at, value) in edits)
                {
                    // Past the header: a damaged header is refused, and its own test says so.
                    bytes[112 + (at % (bytes.Length - 112))] = value;
                }

                File.WriteAllBytes(fixture.CachePath + "2", bytes);
                Assert.Equal(SymbolCacheError.None, SymbolCacheFile.TryOpen(fixture.CachePath + "2", out var file));
                using (file)
                {
                    LookUpEverything(file!);
                }
            },
            iter: 300);

    static void LookUpEverything(SymbolCacheFile file)
    {
        for (ulong rva = 0; rva < 120; rva++)
        {
            file.FindLocation(rva);
            file.FindCfi(rva);
            file.FindStackWin(rva);
        }

        file.FindLocation(ulong.MaxValue);
        Assert.NotNull(file.Module + file.Info + file.Findings.Count);
    }
}
