namespace Inquest.Formats.Pdb;

/// <summary>An object file that was linked into the image.</summary>
/// <param name="Stream">Number of its stream, or -1: without symbols of its own.</param>
/// <param name="SymbolSize">Bytes of symbols at the start of the stream, with the signature.</param>
/// <param name="OldLineSize">Bytes of line information in the form before 2005, which is not read.</param>
/// <param name="LineSize">Bytes of C13 line information behind that.</param>
public sealed record PdbModule(int Index, string Name, int Stream, uint SymbolSize, uint OldLineSize, uint LineSize);
