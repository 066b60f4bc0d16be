namespace Inquest.Formats.Dwarf;

/// <summary>A function that has code.</summary>
/// <param name="Name">Its linkage name when it has one, otherwise its source name with its scopes.</param>
/// <param name="IsMangled">True when the name is a linkage name, which is to be demangled.</param>
/// <param name="Ranges">More than one when the compiler moved its cold part away.</param>
/// <param name="Inlines">In the order of the tree, callers before what is inlined in them.</param>
public sealed record DwarfFunction(
    string Name, bool IsMangled, IReadOnlyList<DwarfRange> Ranges, IReadOnlyList<DwarfInline> Inlines);
