namespace Inquest.Formats.MachO;

/// <summary>What a compact unwind encoding asks for.</summary>
public enum CompactFrameKind
{
    /// <summary>The encoding says nothing or nothing that makes sense.</summary>
    None,

    /// <summary>A frame that the encoding describes.</summary>
    Described,

    /// <summary>A description in __eh_frame.</summary>
    Dwarf,
}
