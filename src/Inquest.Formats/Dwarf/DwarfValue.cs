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

    /// <summary>Into .debug_info of the supplementary file.</summary>
    SupplementaryReference,

    /// <summary>Into .debug_str of the supplementary file.</summary>
    SupplementaryString,

    /// <summary>The signature of a type unit.</summary>
    Signature,
    Unresolvable,
}

/// <summary>An attribute's value; strings and lists stay offsets until somebody wants them.</summary>
readonly record struct DwarfValue(DwarfValueKind Kind, ulong Value)
{
    public bool IsPresent => Kind != DwarfValueKind.None;
}
