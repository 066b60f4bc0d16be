namespace Inquest.Formats.BreakpadSym;

/// <summary>A PUBLIC record: a linker symbol whose end is not known.</summary>
/// <param name="IsMultiple">The <c>m</c> flag: other symbols start at the same address.</param>
public readonly record struct SymPublic(ulong Address, uint ParameterSize, bool IsMultiple);
