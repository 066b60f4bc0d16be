namespace Inquest.Formats.Pdb;

/// <summary>Code of an inlined call: offsets from the start of the function that it was inlined into, the end exclusive.</summary>
/// <param name="File">Offset in the module's file checksums.</param>
public readonly record struct PdbInlineRow(uint Start, uint End, uint Line, uint File);
