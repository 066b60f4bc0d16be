namespace Inquest.Formats.Dwarf;

/// <summary>How much of debug information is believed.</summary>
public sealed record DwarfLimits
{
    public static DwarfLimits Default { get; } = new();

    /// <summary>Rows of one line program; the largest generated sources (amalgamations, unity builds) reach some 2 million.</summary>
    public int LineRowCountMax { get; init; } = 16_000_000;

    /// <summary>Files of one line program; unity builds reach some 10,000.</summary>
    public int LineFileCountMax { get; init; } = 1_000_000;

    /// <summary>Abbreviations of one unit; real tables have under 1,000.</summary>
    public int AbbreviationCountMax { get; init; } = 100_000;

    /// <summary>Attributes of one abbreviation; real ones have under 40.</summary>
    public int AttributeCountMax { get; init; } = 1_000;

    /// <summary>Entries of one unit. A unit of 2^31 bytes has at most that many; the bytes themselves are the real bound.</summary>
    public int EntryCountMax { get; init; } = 100_000_000;

    /// <summary>Nesting of entries; optimised templates reach about 60.</summary>
    public int DepthMax { get; init; } = 512;

    /// <summary>Links of specification and abstract origin followed for one name; real chains have 3. Ends cycles.</summary>
    public int OriginChainMax { get; init; } = 16;

    /// <summary>Ranges of one entry; hot and cold parts and inlined pieces reach some 1,000.</summary>
    public int RangeCountMax { get; init; } = 1_000_000;

    /// <summary>Units of one file; browsers have some 60,000.</summary>
    public int UnitCountMax { get; init; } = 10_000_000;

    /// <summary>FDEs of one file; browsers have some 1.5 million.</summary>
    public int FrameEntryCountMax { get; init; } = 50_000_000;

    /// <summary>Rows of one frame entry; prologues have some 20.</summary>
    public int FrameRowCountMax { get; init; } = 100_000;

    /// <summary>Depth of DW_CFA_remember_state; compilers use 1 or 2.</summary>
    public int RememberedStateCountMax { get; init; } = 64;

    /// <summary>Steps of one expression turned into text; that of a signal frame has 3, of a PLT entry 8.</summary>
    public int ExpressionStepCountMax { get; init; } = 256;

    /// <summary>DW_FORM_indirect may name itself; one more level than anyone uses.</summary>
    public const int FormIndirectionMax = 4;
}
