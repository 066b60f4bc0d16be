namespace Inquest.Formats.BreakpadSym;

/// <summary>A FUNC record. Addresses are relative to the module's base, sizes in bytes.</summary>
/// <param name="IsMultiple">The <c>m</c> flag: other symbols start at the same address (identical code folding).</param>
public readonly record struct SymFunc(ulong Address, ulong Size, uint ParameterSize, bool IsMultiple);
