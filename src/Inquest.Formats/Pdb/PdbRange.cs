namespace Inquest.Formats.Pdb;

/// <summary>A range of the image: address relative to its base, size in bytes, and where in the asked range it begins.</summary>
public readonly record struct PdbRange(uint Rva, uint Size, uint SourceOffset);
