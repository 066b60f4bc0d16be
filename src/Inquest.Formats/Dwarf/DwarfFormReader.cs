namespace Inquest.Formats.Dwarf;

/// <summary>Reads attribute values by form (DWARF 5, section 7.5.6).</summary>
static class DwarfFormReader
{
    /// <summary>Reads one value; a form that is not known fails the reader, because its size is not known either.</summary>
    public static DwarfValue Read(ref ByteReader reader, DwarfUnit unit, DwarfAttributeSpec spec)
    {
        var form = spec.Form;
        for (var i = 0; form == DwarfForm.Indirect; i++)
        {
            form = (int)Math.Min(reader.Uleb(), int.MaxValue);
            if (i == DwarfLimits.FormIndirectionMax)
            {
                reader.Fail();
            }

            if (!reader.Ok)
            {
                return default;
            }
        }

        switch (form)
        {
            case DwarfForm.Addr: return new(DwarfValueKind.Address, reader.Unsigned(unit.AddressSize));
            case DwarfForm.Data1: return new(DwarfValueKind.Constant, reader.U8());
            case DwarfForm.Data2: return new(DwarfValueKind.Constant, reader.U16());
            case DwarfForm.Data4: return new(DwarfValueKind.Constant, reader.U32());
            case DwarfForm.Data8: return new(DwarfValueKind.Constant, reader.U64());
            case DwarfForm.Sdata: return new(DwarfValueKind.Constant, (ulong)reader.Sleb());
            case DwarfForm.Udata: return new(DwarfValueKind.Constant, reader.Uleb());
            case DwarfForm.ImplicitConst: return new(DwarfValueKind.Constant, (ulong)spec.ImplicitValue);
            case DwarfForm.Flag: return new(DwarfValueKind.Constant, reader.U8());
            case DwarfForm.FlagPresent: return new(DwarfValueKind.Constant, 1);
            case DwarfForm.SecOffset: return new(DwarfValueKind.Offset, reader.Unsigned(unit.OffsetSize));
            case DwarfForm.Rnglistx: return new(DwarfValueKind.ListIndex, reader.Uleb());
            case DwarfForm.Loclistx: return Skipped(reader.Uleb());
            case DwarfForm.String:
                var start = (ulong)reader.Position;
                reader.CString();
                return new(DwarfValueKind.InlineString, start);
            case DwarfForm.Strp: return new(DwarfValueKind.StringOffset, reader.Unsigned(unit.OffsetSize));
            case DwarfForm.LineStrp: return new(DwarfValueKind.LineStringOffset, reader.Unsigned(unit.OffsetSize));
            case DwarfForm.Strx or DwarfForm.GnuStrIndex: return new(DwarfValueKind.StringIndex, reader.Uleb());
            case DwarfForm.Strx1: return new(DwarfValueKind.StringIndex, reader.U8());
            case DwarfForm.Strx2: return new(DwarfValueKind.StringIndex, reader.U16());
            case DwarfForm.Strx3: return new(DwarfValueKind.StringIndex, reader.U24());
            case DwarfForm.Strx4: return new(DwarfValueKind.StringIndex, reader.U32());
            case DwarfForm.Addrx or DwarfForm.GnuAddrIndex: return new(DwarfValueKind.AddressIndex, reader.Uleb());
            case DwarfForm.Addrx1: return new(DwarfValueKind.AddressIndex, reader.U8());
            case DwarfForm.Addrx2: return new(DwarfValueKind.AddressIndex, reader.U16());
            case DwarfForm.Addrx3: return new(DwarfValueKind.AddressIndex, reader.U24());
            case DwarfForm.Addrx4: return new(DwarfValueKind.AddressIndex, reader.U32());
            case DwarfForm.Ref1: return Local(unit, reader.U8());
            case DwarfForm.Ref2: return Local(unit, reader.U16());
            case DwarfForm.Ref4: return Local(unit, reader.U32());
            case DwarfForm.Ref8: return Local(unit, reader.U64());
            case DwarfForm.RefUdata: return Local(unit, reader.Uleb());
            // DWARF 2 gave this form the size of an address.
            case DwarfForm.RefAddr:
                return new(DwarfValueKind.Reference, reader.Unsigned(unit.Version <= 2 ? unit.AddressSize : unit.OffsetSize));
            case DwarfForm.RefSig8: return new(DwarfValueKind.Signature, reader.U64());
            case DwarfForm.RefSup4: return new(DwarfValueKind.SupplementaryReference, reader.U32());
            case DwarfForm.RefSup8: return new(DwarfValueKind.SupplementaryReference, reader.U64());
            case DwarfForm.GnuRefAlt: return new(DwarfValueKind.SupplementaryReference, reader.Unsigned(unit.OffsetSize));
            case DwarfForm.StrpSup or DwarfForm.GnuStrpAlt:
                return new(DwarfValueKind.SupplementaryString, reader.Unsigned(unit.OffsetSize));
            case DwarfForm.Data16: return Block(ref reader, 16);
            case DwarfForm.Block1: return Block(ref reader, reader.U8());
            case DwarfForm.Block2: return Block(ref reader, reader.U16());
            case DwarfForm.Block4: return Block(ref reader, reader.U32());
            case DwarfForm.Block or DwarfForm.Exprloc: return Block(ref reader, reader.Uleb());
            default:
                reader.Fail();
                return default;
        }
    }

    static DwarfValue Local(DwarfUnit unit, ulong offset) => new(DwarfValueKind.Reference, unchecked((ulong)unit.Offset + offset));

    static DwarfValue Skipped(ulong value) => new(DwarfValueKind.Unresolvable, value);

    static DwarfValue Block(ref ByteReader reader, ulong size)
    {
        reader.Skip(size);
        return new(DwarfValueKind.Unresolvable, size);
    }
}
