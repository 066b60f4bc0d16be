namespace Inquest.Symbols.Dump;

/// <summary>A run of code that comes from one line: offsets from the start of a function, the end exclusive.</summary>
/// <param name="File">Offset of the file's name in the string table.</param>
readonly record struct PdbCode(uint Start, uint End, uint Line, uint File);
