namespace Inquest.Formats.Dwarf;

/// <summary>An inlined call.</summary>
/// <param name="Depth">0 for a call in the function's own body.</param>
/// <param name="Name">Qualified or mangled name of what was inlined; see <see cref="DwarfFunction.IsMangled"/>.</param>
/// <param name="CallFile">Where the call stands in the caller.</param>
public sealed record DwarfInline(
    int Depth, string Name, bool IsMangled, string? CallFile, int CallLine, IReadOnlyList<DwarfRange> Ranges);
