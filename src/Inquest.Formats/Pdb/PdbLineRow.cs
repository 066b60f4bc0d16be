namespace Inquest.Formats.Pdb;

/// <summary>Code from an offset on comes from a line.</summary>
/// <param name="Key">Section in the upper, offset in the lower half.</param>
/// <param name="Line">Zero ends the code that the rows before describe.</param>
/// <param name="File">Offset in the module's file checksums.</param>
public readonly record struct PdbLineRow(ulong Key, uint Line, uint File);
