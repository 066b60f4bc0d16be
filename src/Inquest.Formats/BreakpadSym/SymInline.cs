namespace Inquest.Formats.BreakpadSym;

/// <summary>The head of an INLINE record: one inlined call; its code ranges follow it.</summary>
/// <param name="Depth">0 for a call from the function itself, 1 for a call from code inlined at depth 0, and so on.</param>
/// <param name="CallLine">Line of the call in the caller.</param>
/// <param name="CallFile">FILE number of the call, or <see cref="SymReader.NoFile"/>.</param>
/// <param name="Origin">Number of an INLINE_ORIGIN record: the function that was inlined.</param>
/// <param name="IsOldSyntax">The record has no file field; the origin names a file instead.</param>
public readonly record struct SymInline(uint Depth, uint CallLine, uint CallFile, uint Origin, bool IsOldSyntax);
