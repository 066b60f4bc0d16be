namespace Inquest.Formats.Dwarf;

/// <summary>What an attribute's form holds.</summary>
enum DwarfValueKind
{
    None,
    Address,
    AddressIndex,
    Constant,
    Offset,
    ListIndex,
    InlineString,
    StringOffset,
    LineStringOffset,
    StringIndex,
    Reference,
    Unresolvable,
}

/// <summary>An attribute's value; strings and lists stay offsets until somebody wants them.</summary>
readonly record struct DwarfValue(DwarfValueKind Kind, ulong Value)
{
    public bool IsPresent => Kind != DwarfValueKind.None;
}
