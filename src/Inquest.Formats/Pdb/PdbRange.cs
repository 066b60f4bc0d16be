namespace Inquest.Formats.Pdb;

/// <summary>Where a piece of the linked image is in the image that runs.</summary>
/// <param name="Rva">In the image that runs, relative to its base.</param>
/// <param name="Size">In bytes; more than <paramref name="SourceSize"/> when a tool put code in.</param>
/// <param name="SourceOffset">Bytes from the start of the range that was asked for.</param>
public readonly record struct PdbRange(uint Rva, uint Size, uint SourceOffset, uint SourceSize);
