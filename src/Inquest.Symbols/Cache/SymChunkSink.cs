using System.Runtime.InteropServices;
using Inquest.Formats.BreakpadSym;

namespace Inquest.Symbols.Cache;

/// <summary>Hands records to a piece; a struct, so that the reader is compiled for it.</summary>
readonly struct SymChunkSink(SymChunk chunk) : ISymSink
{
    public void Module(ReadOnlySpan<byte> os, ReadOnlySpan<byte> cpu, ReadOnlySpan<byte> debugId, ReadOnlySpan<byte> name) =>
        chunk.AddModule(os, cpu, debugId, name);

    public void Info(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => chunk.AddInfo(key, value);

    public void File(uint id, ReadOnlySpan<byte> name) => chunk.AddName(chunk.Tables.Files, id, name);

    public void Func(SymFunc func, ReadOnlySpan<byte> name) => chunk.BeginFunction(func, name);

    public void Line(SymLine line) => chunk.AddLine(line);

    public void InlineOrigin(uint id, ReadOnlySpan<byte> name) => chunk.AddName(chunk.Tables.Origins, id, name);

    public void Inline(SymInline inline, ulong address, ulong size) => chunk.AddInline(inline, address, size);

    public void Public(SymPublic symbol, ReadOnlySpan<byte> name) => chunk.AddPublic(symbol, name);

    public void StackWin(SymStackWin record, ReadOnlySpan<byte> program) => chunk.AddStackWin(record, program);

    public void CfiInit(ulong address, ulong size, ReadOnlySpan<byte> rules) => chunk.BeginCfi(address, size, rules);

    public void Cfi(ulong address, ReadOnlySpan<byte> rules) => chunk.AddCfiDelta(address, rules);

    public void Malformed(SymProblem problem, int lineNumber)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(chunk.Tables.Problems, problem, out var exists);
        entry = exists
            ? entry with { Count = entry.Count + 1 }
            : new ProblemEntry { Problem = (uint)problem, Count = 1, FirstLine = (uint)lineNumber };
    }
}
