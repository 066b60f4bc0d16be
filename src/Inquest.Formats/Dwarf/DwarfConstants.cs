namespace Inquest.Formats.Dwarf;

/// <summary>DW_TAG numbers that are looked at (DWARF 5, table 7.3).</summary>
static class DwarfTag
{
    public const int ClassType = 0x02;
    public const int EnumerationType = 0x04;
    public const int LexicalBlock = 0x0B;
    public const int CompileUnit = 0x11;
    public const int StructureType = 0x13;
    public const int UnionType = 0x17;
    public const int InlinedSubroutine = 0x1D;
    public const int Module = 0x1E;
    public const int Subprogram = 0x2E;
    public const int InterfaceType = 0x38;
    public const int Namespace = 0x39;
    public const int PartialUnit = 0x3C;
    public const int TypeUnit = 0x41;
    public const int SkeletonUnit = 0x4A;

    /// <summary>True for entries whose name is part of their members' qualified names.</summary>
    public static bool IsScope(int tag) => tag is Namespace or ClassType or StructureType or UnionType or EnumerationType
        or Module or InterfaceType;

    /// <summary>True for entries that hold no functions: array and subroutine types, enumerations, call sites.</summary>
    public static bool IsLeaf(int tag) => tag is 0x01 or 0x15 or EnumerationType or 0x48 or 0x4109;
}

/// <summary>DW_AT numbers that are looked at (DWARF 5, table 7.5).</summary>
static class DwarfAttribute
{
    public const int Sibling = 0x01;
    public const int Name = 0x03;
    public const int StmtList = 0x10;
    public const int LowPc = 0x11;
    public const int HighPc = 0x12;
    public const int Language = 0x13;
    public const int CompDir = 0x1B;
    public const int AbstractOrigin = 0x31;
    public const int Declaration = 0x3C;
    public const int Specification = 0x47;
    public const int EntryPc = 0x52;
    public const int Ranges = 0x55;
    public const int CallFile = 0x58;
    public const int CallLine = 0x59;
    public const int LinkageName = 0x6E;
    public const int StrOffsetsBase = 0x72;
    public const int AddrBase = 0x73;
    public const int RnglistsBase = 0x74;
    public const int MipsLinkageName = 0x2007;
    public const int GnuDwoName = 0x2130;
    public const int GnuRangesBase = 0x2132;
    public const int GnuAddrBase = 0x2133;
    public const int GnuDwoId = 0x2131;
    public const int DwoName = 0x76;

    /// <summary>True for attributes that reading code takes; everything else is skipped.</summary>
    public static bool IsWanted(int name, DwarfEntryKind kind, bool hasChildren) => kind switch
    {
        DwarfEntryKind.Subprogram => name is LowPc or HighPc or Ranges || (name == Sibling && hasChildren),
        DwarfEntryKind.InlinedCall => name is LowPc or HighPc or Ranges or AbstractOrigin or CallFile or CallLine,
        _ => name == Sibling && hasChildren,
    };
}

/// <summary>DW_FORM numbers (DWARF 5, table 7.6, and GNU's additions).</summary>
static class DwarfForm
{
    public const int Addr = 0x01;
    public const int Block2 = 0x03;
    public const int Block4 = 0x04;
    public const int Data2 = 0x05;
    public const int Data4 = 0x06;
    public const int Data8 = 0x07;
    public const int String = 0x08;
    public const int Block = 0x09;
    public const int Block1 = 0x0A;
    public const int Data1 = 0x0B;
    public const int Flag = 0x0C;
    public const int Sdata = 0x0D;
    public const int Strp = 0x0E;
    public const int Udata = 0x0F;
    public const int RefAddr = 0x10;
    public const int Ref1 = 0x11;
    public const int Ref2 = 0x12;
    public const int Ref4 = 0x13;
    public const int Ref8 = 0x14;
    public const int RefUdata = 0x15;
    public const int Indirect = 0x16;
    public const int SecOffset = 0x17;
    public const int Exprloc = 0x18;
    public const int FlagPresent = 0x19;
    public const int Strx = 0x1A;
    public const int Addrx = 0x1B;
    public const int RefSup4 = 0x1C;
    public const int StrpSup = 0x1D;
    public const int Data16 = 0x1E;
    public const int LineStrp = 0x1F;
    public const int RefSig8 = 0x20;
    public const int ImplicitConst = 0x21;
    public const int Loclistx = 0x22;
    public const int Rnglistx = 0x23;
    public const int RefSup8 = 0x24;
    public const int Strx1 = 0x25;
    public const int Strx2 = 0x26;
    public const int Strx3 = 0x27;
    public const int Strx4 = 0x28;
    public const int Addrx1 = 0x29;
    public const int Addrx2 = 0x2A;
    public const int Addrx3 = 0x2B;
    public const int Addrx4 = 0x2C;
    public const int GnuAddrIndex = 0x1F01;
    public const int GnuStrIndex = 0x1F02;
    public const int GnuRefAlt = 0x1F20;
    public const int GnuStrpAlt = 0x1F21;
}
