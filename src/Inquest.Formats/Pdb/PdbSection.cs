namespace Inquest.Formats.Pdb;

/// <summary>A section of the image as the PDB remembers it.</summary>
public readonly record struct PdbSection(uint VirtualAddress, uint VirtualSize, bool IsExecutable);
