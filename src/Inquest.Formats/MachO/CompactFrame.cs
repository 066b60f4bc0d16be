namespace Inquest.Formats.MachO;

/// <summary>A frame as an encoding describes it, with DWARF register numbers. It holds from the end of the function's prologue.</summary>
/// <param name="CfaRegister">The canonical frame address is this register and <paramref name="CfaOffset"/> bytes.</param>
/// <param name="Saved">Registers of the caller and where they lie, in bytes from the canonical frame address.</param>
/// <param name="ReturnsByRegister">The return address is still in the link register (arm64 leaf functions).</param>
/// <param name="HasFrameRegister">The canonical frame address is reckoned from the frame pointer.</param>
/// <param name="SavesReturnByCall">The call itself saved the return address (x86).</param>
/// <param name="DwarfOffset">Of the description in __eh_frame; 0 when the encoding had no room for it.</param>
public sealed record CompactFrame(
    CompactFrameKind Kind,
    int CfaRegister,
    long CfaOffset,
    IReadOnlyList<(int Register, long Offset)> Saved,
    bool ReturnsByRegister,
    bool HasFrameRegister,
    bool SavesReturnByCall,
    uint DwarfOffset)
{
    public static CompactFrame None { get; } = new(CompactFrameKind.None, 0, 0, [], false, false, false, 0);

    public static CompactFrame Dwarf(uint offset) => None with { Kind = CompactFrameKind.Dwarf, DwarfOffset = offset };
}
