using System.Globalization;

namespace Inquest.Bench.Symbols;

/// <summary>
/// Writes symbol files in the proportions of what dump_syms makes of a large C++ library: per function 25 lines, ten
/// inlined calls up to four deep, an INIT record and six deltas; one file and ten inline origins for every dozen functions.
/// </summary>
static class SymGenerator
{
    const int BytesPerFunctionWithInlines = 1500;
    const int FunctionSize = 0x140;

    static readonly string[] Words =
    [
        "Compile", "Node", "Phase", "Graph", "ConnectionGraph", "G1", "Region", "Klass", "Method", "Thread", "Java",
        "oopDesc", "Interpreter", "Runtime", "Stub", "Generator", "unsigned long", "Allocator", "Iterator", "std::",
    ];

    /// <summary>Addresses below this are code in a file of so many bytes.</summary>
    public static ulong CodeSize(long bytes) => (ulong)(bytes / BytesPerFunctionWithInlines) * FunctionSize;

    public static void Write(TextWriter to, long bytes, bool withInlines)
    {
        var count = (int)(bytes / (withInlines ? BytesPerFunctionWithInlines : 760));
        var (files, origins) = ((count / 12) + 10, (count * 10 / 12) + 10);
        ulong seed = 42;
        to.Write("MODULE Linux x86_64 0123456789ABCDEF0123456789ABCDEF0 libbig.so\nINFO CODE_ID 67452301AB89EFCD0123456789ABCDEF\n");
        for (var i = 0; i < files; i++)
        {
            to.Write($"FILE {i} /build/src/hotspot/share/{Name(ref seed, 2)}/file{i}.cpp\n");
        }

        for (var i = 0; withInlines && i < origins; i++)
        {
            to.Write($"INLINE_ORIGIN {i} {Name(ref seed, 4)}::inlined{i}({Name(ref seed, 1)}*)\n");
        }

        for (var i = 0; i < count; i++)
        {
            WriteFunction(to, 0x10000 + (i * FunctionSize), withInlines, files, origins, ref seed);
        }

        for (var i = 0; i < count; i++)
        {
            WriteCfi(to, 0x10000 + (i * FunctionSize), i);
        }
    }

    static void WriteFunction(TextWriter to, int start, bool withInlines, int files, int origins, ref ulong seed)
    {
        to.Write($"FUNC {start:x} {FunctionSize - 8:x} 0 {Name(ref seed, 5)}::function({Name(ref seed, 2)}*, int)\n");
        for (var k = 0; withInlines && k < 10; k++)
        {
            var depth = k % 4;
            to.Write($"INLINE {depth} {Next(ref seed, 900)} {Next(ref seed, files)} {Next(ref seed, origins)} {start + (k / 4 * 80) + (depth * 8):x} {64 - (depth * 12):x}");
            to.Write(k % 3 == 0 ? $" {start + 250 + (k / 3 * 8):x} 6\n" : "\n");
        }

        var lines = withInlines ? 25 : 15;
        for (var k = 0; k < lines; k++)
        {
            to.Write($"{start + (k * 12):x} c {Next(ref seed, 3000)} {Next(ref seed, files)}\n");
        }
    }

    static void WriteCfi(TextWriter to, int start, int index)
    {
        to.Write($"STACK CFI INIT {start:x} {FunctionSize - 8:x} .cfa: $rsp 8 + .ra: .cfa -8 + ^\n");
        for (var k = 1; k < 7; k++)
        {
            to.Write(k % 2 == 0
                ? $"STACK CFI {start + (k * 3):x} .cfa: $rsp {16 + (k * 8)} + $r{10 + (index % 6)}: .cfa -{16 + (k * 8)} + ^\n"
                : $"STACK CFI {start + (k * 3):x} .cfa: $rsp {16 + (k * 8)} +\n");
        }
    }

    static string Name(ref ulong seed, int words)
    {
        var name = "";
        for (var i = 0; i < words; i++)
        {
            name += Words[Next(ref seed, Words.Length)] + Next(ref seed, 99).ToString(CultureInfo.InvariantCulture);
        }

        return name;
    }

    static int Next(ref ulong seed, int below)
    {
        seed = (seed * 6364136223846793005) + 1442695040888963407;
        return (int)((seed >> 33) % (ulong)below);
    }
}
