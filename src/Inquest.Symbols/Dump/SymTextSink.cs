using Inquest.Formats.BreakpadSym;

namespace Inquest.Symbols.Dump;

/// <summary>Hands records to the text writer; a struct, so that engines are compiled for it.</summary>
readonly struct SymTextSink(SymTextWriter writer) : ISymSink
{
    public void Module(ReadOnlySpan<byte> os, ReadOnlySpan<byte> cpu, ReadOnlySpan<byte> debugId, ReadOnlySpan<byte> name) =>
        writer.Module(os, cpu, debugId, name);

    public void Info(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => writer.Info(key, value);

    public void File(uint id, ReadOnlySpan<byte> name) => writer.Name("FILE "u8, id, name);

    public void Func(SymFunc func, ReadOnlySpan<byte> name) => writer.Func(func, name);

    public void Line(SymLine line) => writer.Line(line);

    public void InlineOrigin(uint id, ReadOnlySpan<byte> name) => writer.Name("INLINE_ORIGIN "u8, id, name);

    public void Inline(SymInline inline, ulong address, ulong size) => writer.Inline(inline, address, size);

    public void Public(SymPublic symbol, ReadOnlySpan<byte> name) => writer.Public(symbol, name);

    public void StackWin(SymStackWin record, ReadOnlySpan<byte> program) => writer.StackWin(record, program);

    public void CfiInit(ulong address, ulong size, ReadOnlySpan<byte> rules) => writer.CfiInit(address, size, rules);

    public void Cfi(ulong address, ReadOnlySpan<byte> rules) => writer.Cfi(address, rules);

    public void Malformed(SymProblem problem, int lineNumber)
    {
        // Engines have no lines; what they meet is in their summary.
    }
}
