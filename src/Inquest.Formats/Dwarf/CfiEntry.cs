namespace Inquest.Formats.Dwarf;

/// <summary>A common information entry: what several frame descriptions share.</summary>
public sealed class CfiCommon
{
    public required ulong CodeAlignment { get; init; }

    public required long DataAlignment { get; init; }

    public required int ReturnRegister { get; init; }

    /// <summary>DW_EH_PE_* of addresses in its descriptions.</summary>
    public required byte PointerEncoding { get; init; }

    public required bool HasAugmentationData { get; init; }

    /// <summary>The frame of a signal handler: its return address is the interrupted instruction itself.</summary>
    public required bool IsSignalFrame { get; init; }

    public required int AddressSize { get; init; }

    public required int InstructionsOffset { get; init; }

    public required int End { get; init; }
}

/// <summary>A frame description: the code that it covers and where its instructions are in the section.</summary>
public readonly record struct CfiEntry(ulong Start, ulong Size, CfiCommon Common, int InstructionsOffset, int End);
