namespace Inquest.Formats.Pdb;

/// <summary>A call that was inlined, in the order of the file: callers before what was inlined into them.</summary>
/// <param name="Depth">0 for a call from the function itself.</param>
/// <param name="Inlinee">Id of the function that was inlined; with the highest bit set one of another module.</param>
/// <param name="Annotations">Its lines and ranges (<see cref="PdbInlineRows"/>).</param>
public sealed record PdbInlineSite(int Depth, uint Inlinee, ReadOnlyMemory<byte> Annotations);
