namespace Inquest.Formats.MachO;

/// <summary>A section of a segment.</summary>
/// <param name="Index">From 1, as symbols count them.</param>
/// <param name="Offset">In the file, from the start of the architecture's part.</param>
/// <param name="HasBytes">False for zero-filled sections and for the code sections of a dSYM.</param>
public sealed record MachOSection(
    int Index, string SegmentName, string Name, ulong Address, ulong Size, ulong Offset, uint Flags, bool HasBytes)
{
    const uint PureInstructions = 0x8000_0000;
    const uint SomeInstructions = 0x0000_0400;

    /// <summary>The section has machine code.</summary>
    public bool IsCode => (Flags & (PureInstructions | SomeInstructions)) != 0;

    public bool Contains(ulong address) => address - Address < Size;
}
