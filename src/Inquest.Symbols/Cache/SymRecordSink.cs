using Inquest.Formats.BreakpadSym;

namespace Inquest.Symbols.Cache;

/// <summary>Hands records that never were text to a cache file, a piece at a time.</summary>
readonly struct SymRecordSink(SymRecordPieces pieces) : ISymSink
{
    public void Module(ReadOnlySpan<byte> os, ReadOnlySpan<byte> cpu, ReadOnlySpan<byte> debugId, ReadOnlySpan<byte> name) =>
        pieces.Current.AddModule(os, cpu, debugId, name);

    public void Info(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => pieces.Current.AddInfo(key, value);

    public void File(uint id, ReadOnlySpan<byte> name) => pieces.Current.AddName(pieces.Current.Tables.Files, id, name);

    public void Func(SymFunc func, ReadOnlySpan<byte> name) => pieces.Next().BeginFunction(func, name);

    public void Line(SymLine line) => pieces.Current.AddLine(line);

    public void InlineOrigin(uint id, ReadOnlySpan<byte> name) => pieces.Next().AddName(pieces.Current.Tables.Origins, id, name);

    public void Inline(SymInline inline, ulong address, ulong size) => pieces.Current.AddInline(inline, address, size);

    public void Public(SymPublic symbol, ReadOnlySpan<byte> name) => pieces.Next().AddPublic(symbol, name);

    public void StackWin(SymStackWin record, ReadOnlySpan<byte> program) => pieces.Next().AddStackWin(record, program);

    public void CfiInit(ulong address, ulong size, ReadOnlySpan<byte> rules) => pieces.Next().BeginCfi(address, size, rules);

    public void Cfi(ulong address, ReadOnlySpan<byte> rules) => pieces.Current.AddCfiDelta(address, rules);

    public void Malformed(SymProblem problem, int lineNumber)
    {
        // There are no lines that could be malformed.
    }
}
