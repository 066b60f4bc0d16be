namespace Inquest.Symbols.Dump;

/// <summary>Where a function is in the image and in the packed records of its module.</summary>
/// <param name="IsPart">Cold code of a function: whole functions at the same address come first.</param>
readonly record struct PdbFunctionEntry(uint Rva, uint Size, int Module, int Position, bool IsPart);
