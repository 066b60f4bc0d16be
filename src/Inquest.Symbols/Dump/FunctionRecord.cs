using Inquest.Formats.Dwarf;

namespace Inquest.Symbols.Dump;

/// <summary>One FUNC: a range of one function with its lines and inlined calls. File numbers are of the unit's table.</summary>
sealed record FunctionRecord(
    DwarfRange Range, string Name, bool IsOneOfSeveral, DwarfLineTable Lines, IReadOnlyList<InlineRecord> Inlines);

/// <summary>One INLINE.</summary>
sealed record InlineRecord(int Depth, string Name, string CallFile, int CallLine, IReadOnlyList<DwarfRange> Ranges);
