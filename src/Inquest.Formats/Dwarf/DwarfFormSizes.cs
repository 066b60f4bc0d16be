namespace Inquest.Formats.Dwarf;

/// <summary>What the sizes of forms depend on.</summary>
readonly record struct DwarfFormSizes(int Version, int AddressSize, int OffsetSize)
{
    /// <summary>Bytes of a form, or -1 when only its value tells, or when it is not known.</summary>
    public int Of(int form) => form switch
    {
        DwarfForm.Addr => AddressSize,
        DwarfForm.Data1 or DwarfForm.Ref1 or DwarfForm.Flag or DwarfForm.Strx1 or DwarfForm.Addrx1 => 1,
        DwarfForm.Data2 or DwarfForm.Ref2 or DwarfForm.Strx2 or DwarfForm.Addrx2 => 2,
        DwarfForm.Strx3 or DwarfForm.Addrx3 => 3,
        DwarfForm.Data4 or DwarfForm.Ref4 or DwarfForm.Strx4 or DwarfForm.Addrx4 or DwarfForm.RefSup4 => 4,
        DwarfForm.Data8 or DwarfForm.Ref8 or DwarfForm.RefSig8 or DwarfForm.RefSup8 => 8,
        DwarfForm.Data16 => 16,
        DwarfForm.FlagPresent or DwarfForm.ImplicitConst => 0,
        DwarfForm.SecOffset or DwarfForm.Strp or DwarfForm.LineStrp or DwarfForm.StrpSup or DwarfForm.GnuRefAlt
            or DwarfForm.GnuStrpAlt => OffsetSize,
        // DWARF 2 gave this form the size of an address.
        DwarfForm.RefAddr => Version <= 2 ? AddressSize : OffsetSize,
        _ => -1,
    };
}
