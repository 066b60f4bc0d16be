namespace Inquest.Symbols.Dump;

/// <summary>An inlined call with all its code that has one call site: an INLINE record.</summary>
/// <param name="Inlinee">Number of the function in the <see cref="PdbInlinees"/> that all modules share.</param>
/// <param name="CallFile">Offset of the file's name in the string table.</param>
/// <param name="Ranges">Offsets from the start of the function, the end exclusive.</param>
sealed record PdbInlineCall(int Depth, int Inlinee, uint CallLine, uint CallFile, List<(uint Start, uint End)> Ranges);
