namespace Inquest.Formats.Dwarf;

/// <summary>What a skeleton unit says of the .dwo file with its entries.</summary>
/// <param name="Name">As the producer wrote it, most often relative.</param>
/// <param name="Folder">What a relative name counts from.</param>
/// <param name="Id">Of the unit in it; checked by whoever reads it.</param>
public readonly record struct DwarfSplitUnit(string Name, string Folder, ulong Id);
