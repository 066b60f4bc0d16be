namespace Inquest.Formats.Pdb;

/// <summary>LF_ numbers of cvinfo.h that names need.</summary>
static class PdbTypeKind
{
    public const ushort Modifier = 0x1001;
    public const ushort Pointer = 0x1002;
    public const ushort Procedure = 0x1008;
    public const ushort MemberFunction = 0x1009;
    public const ushort ArgumentList = 0x1201;
    public const ushort Array = 0x1503;
    public const ushort Class = 0x1504;
    public const ushort Structure = 0x1505;
    public const ushort Union = 0x1506;
    public const ushort Enumeration = 0x1507;
    public const ushort Interface = 0x1519;
    public const ushort FunctionId = 0x1601;
    public const ushort MemberFunctionId = 0x1602;
    public const ushort StringId = 0x1605;
    public const ushort Class19 = 0x1608;
    public const ushort Structure19 = 0x1609;
    public const ushort Union19 = 0x160A;
}
