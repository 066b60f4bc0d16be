namespace Inquest.Formats.Pe;

/// <summary>How much of a PE file is believed.</summary>
public sealed record PeLimits
{
    public static PeLimits Default { get; } = new();

    /// <summary>The loader of Windows takes 96; mingw debug builds with a section a function exist only as objects.</summary>
    public int SectionCountMax { get; init; } = 4096;

    /// <summary>Linkers write one to five debug directory entries.</summary>
    public int DebugEntryCountMax { get; init; } = 64;

    /// <summary>Ordinals are 16 bits wide.</summary>
    public int ExportCountMax { get; init; } = 65_536;

    /// <summary>Runtime functions of one image: a browser has some 700,000.</summary>
    public int FunctionCountMax { get; init; } = 8_000_000;

    /// <summary>Windows itself stops after 32 chained unwind records.</summary>
    public int ChainLengthMax { get; init; } = 32;

    /// <summary>An export's decorated name can be as long as any C++ name; longer than this no linker writes.</summary>
    public int NameLengthMax { get; init; } = 64 * 1024;

    /// <summary>Bytes of code searched for epilogs per function; the largest real functions are interpreters of some 100 KB.</summary>
    public int EpilogSearchBytesMax { get; init; } = 1 << 20;

    /// <summary>Epilogs of one function; each costs a few rows of unwind information.</summary>
    public int EpilogCountMax { get; init; } = 4096;

    /// <summary>Steps over all unwind codes of an image; a browser's need 20 million, hostile tables that share one record any number.</summary>
    public long UnwindStepCountMax { get; init; } = 200_000_000;
}
