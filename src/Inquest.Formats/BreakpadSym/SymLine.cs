namespace Inquest.Formats.BreakpadSym;

/// <summary>A line record: <paramref name="Size"/> bytes of code at <paramref name="Address"/> come from one source line.</summary>
/// <param name="File">Number of a FILE record.</param>
public readonly record struct SymLine(ulong Address, ulong Size, uint Line, uint File);
