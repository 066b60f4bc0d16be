namespace Inquest.Formats.Minidump;

/// <summary>How much of an untrusted dump is taken in. What is cut leaves a finding.</summary>
public sealed record MinidumpLimits
{
    public static MinidumpLimits Default { get; } = new();

    /// <summary>Directory entries. Windows writes 10 to 20, a browser with user streams about 40.</summary>
    public int StreamCountMax { get; init; } = 1024;

    /// <summary>Threads. Linux stops at 32,768 per process by default; the largest real dump seen had 4,000.</summary>
    public int ThreadCountMax { get; init; } = 65_536;

    /// <summary>Loaded modules, and unloaded ones. A browser has 700; Windows keeps the last 64 unloaded.</summary>
    public int ModuleCountMax { get; init; } = 65_536;

    /// <summary>Memory ranges. A full dump of a 64 GB process has some 200,000.</summary>
    public int MemoryRangeCountMax { get; init; } = 4_000_000;

    /// <summary>Regions of the memory map. The kernel's default <c>max_map_count</c> is 65,530; games raise it to 2^20.</summary>
    public int RegionCountMax { get; init; } = 1_048_576;

    /// <summary>Open handles. Windows allows 16 million per process; a leak of 500,000 has been seen.</summary>
    public int HandleCountMax { get; init; } = 1_000_000;

    /// <summary>Crashpad annotations of all kinds. Crashpad's own dictionary holds 64, Chromium sets about 200.</summary>
    public int AnnotationCountMax { get; init; } = 16_384;

    /// <summary>Bytes of one annotation's value. Crashpad's largest string annotation is 20 KiB.</summary>
    public int AnnotationBytesMax { get; init; } = 1 << 20;

    /// <summary>UTF-16 units of one string. A Windows path ends at 32,767.</summary>
    public int StringCharsMax { get; init; } = 32_768;

    /// <summary>Bytes of a text stream (maps, cpuinfo, comments). 65,530 mappings of 100 bytes are 6.5 MB.</summary>
    public int TextBytesMax { get; init; } = 16 << 20;

    /// <summary>Bytes of text a file may yield however small it is: a few names that repeat must not exhaust the budget.</summary>
    public int TextBudgetFloor { get; init; } = 64 << 10;

    /// <summary>Bytes of text a file may yield however large it is. The largest real dump seen has 6 MB of names.</summary>
    public int TextBudgetMax { get; init; } = 256 << 20;

    /// <summary>Findings kept. A person reads ten; a metric needs one of each.</summary>
    public int FindingCountMax { get; init; } = 256;

    public const int MacCrashRecordCountMax = 20;

    /// <summary>The writer cuts each of the five strings at 8,192 bytes.</summary>
    public const int MacCrashRecordBytesMax = 256 + (5 * 8192);

    /// <summary>glibc and musl guard a stack with one page by default; runtimes go up to a few hundred KiB. Beyond this a rightless mapping is address space set aside, as malloc arenas do.</summary>
    public const ulong GuardBytesMax = 1 << 20;

    /// <summary>The chain is a list of offsets; dbghelp writes two links at most.</summary>
    public const int HandleInfoChainMax = 8;

    public const int MiscInfoBytesMax = 1368;

    /// <summary>Linkers write 8 (lld fast), 16, 20 (the default) or 32 bytes; `--build-id=0x…` may be longer.</summary>
    public const int BuildIdBytesMax = 64;

    /// <summary>The fixed part and a path as long as Windows allows, at three bytes of UTF-8 a character.</summary>
    public const int CodeViewBytesMax = 24 + (3 * 32_768);
}
