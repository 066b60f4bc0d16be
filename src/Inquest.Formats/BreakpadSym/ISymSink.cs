namespace Inquest.Formats.BreakpadSym;

/// <summary>Receives the records of a symbol file in file order; spans are only good for the call.</summary>
/// <remarks>
/// Line and INLINE records come only after the FUNC record that they belong to, STACK CFI records only after their
/// STACK CFI INIT. Implement it as a struct: the reader is then compiled for it and calls nothing through a table.
/// </remarks>
public interface ISymSink
{
    void Module(ReadOnlySpan<byte> os, ReadOnlySpan<byte> cpu, ReadOnlySpan<byte> debugId, ReadOnlySpan<byte> name);

    /// <summary>An INFO record, e.g. <c>CODE_ID</c> and <c>5F3C0B2A1C000 app.exe</c>.</summary>
    void Info(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    void File(uint id, ReadOnlySpan<byte> name);

    void Func(SymFunc func, ReadOnlySpan<byte> name);

    void Line(SymLine line);

    /// <param name="id">Number that INLINE records use.</param>
    /// <param name="name">
    /// Function name. In files of the old syntax a FILE number and a space stand before it, which only the INLINE records
    /// of the same file can tell (<see cref="SymInline.IsOldSyntax"/>); <see cref="SymReader.SplitOldOrigin"/> parts them.
    /// </param>
    void InlineOrigin(uint id, ReadOnlySpan<byte> name);

    /// <summary>One code range of an INLINE record; a record with several ranges calls it several times.</summary>
    void Inline(SymInline inline, ulong address, ulong size);

    void Public(SymPublic symbol, ReadOnlySpan<byte> name);

    void StackWin(SymStackWin record, ReadOnlySpan<byte> program);

    void CfiInit(ulong address, ulong size, ReadOnlySpan<byte> rules);

    void Cfi(ulong address, ReadOnlySpan<byte> rules);

    /// <param name="problem">What is wrong.</param>
    /// <param name="lineNumber">From 1, within the text given to the reader.</param>
    void Malformed(SymProblem problem, int lineNumber);
}
