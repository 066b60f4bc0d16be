namespace Inquest.Formats.Dwarf;

/// <summary>The functions of one unit and its lines.</summary>
public sealed record DwarfUnitSymbols(IReadOnlyList<DwarfFunction> Functions, DwarfLineTable Lines);
