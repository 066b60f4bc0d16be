namespace Inquest.Capture;

/// <summary>How much of a process is believed, read and kept. Sizes in bytes.</summary>
public sealed record CaptureLimits
{
    public static CaptureLimits Default { get; } = new();

    /// <summary>Linux allows 32,768 threads a process unless told otherwise.</summary>
    public int ThreadCountMax { get; init; } = 65_536;

    /// <summary>Linux allows 65,530 mappings unless told otherwise.</summary>
    public int MappingCountMax { get; init; } = 1_000_000;

    /// <summary>Modules in one dump; browsers have some 300.</summary>
    public int ModuleCountMax { get; init; } = 16_384;

    /// <summary>Longest link_map chain followed, so that a damaged one ends.</summary>
    public int LinkMapCountMax { get; init; } = 16_384;

    /// <summary>PATH_MAX.</summary>
    public int PathLengthMax { get; init; } = 4096;

    /// <summary>Hot end of the crashed thread's stack: deep enough for 1,000 ordinary frames.</summary>
    public int CrashedStackHotSize { get; init; } = 256 * 1024;

    /// <summary>Cold end of the crashed thread's stack, so that an overflow shows who started the recursion.</summary>
    public int CrashedStackColdSize { get; init; } = 64 * 1024;

    /// <summary>Stack of every other thread.</summary>
    public int OtherStackSize { get; init; } = 64 * 1024;

    /// <summary>Threads after this many get <see cref="ManyThreadsStackSize"/>.</summary>
    public int FullStackThreadCount { get; init; } = 100;

    /// <summary>Stack of a thread when there are many.</summary>
    public int ManyThreadsStackSize { get; init; } = 16 * 1024;

    /// <summary>All memory in a dump: uploads are limited to 20 to 40 MB at the services in use, and compress about 5 to 1.</summary>
    public int MemorySizeMax { get; init; } = 8 * 1024 * 1024;

    /// <summary>Code kept around an instruction pointer, as Breakpad does.</summary>
    public int CodeSize { get; init; } = 256;

    /// <summary>x86-64 functions may use this much below the stack pointer without moving it (System V ABI 3.2.2).</summary>
    public int RedZoneSize { get; init; } = 128;

    /// <summary>A stack pointer this far below a mapping is taken for an overflow of it: guard gap (256 pages) and one frame.</summary>
    public ulong OverflowDistanceMax { get; init; } = 2 * 1024 * 1024;

    /// <summary>All memory that the crashed thread's registers and stack point at; zero leaves it out.</summary>
    public int IndirectSizeMax { get; init; } = 64 * 1024;

    /// <summary>Words of the crashed stack that are followed, from its hot end.</summary>
    public int FollowedWordCount { get; init; } = 1024;

    /// <summary>Kept at each pointer that is followed: a small object, and what lies right before it.</summary>
    public int IndirectObjectSize { get; init; } = 256;

    /// <summary>How long a thread may need to stop; one in an uninterruptible sleep does not.</summary>
    public TimeSpan ThreadStopPatience { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The same when nobody dies and a person asked: a busy machine is waited for.</summary>
    public static readonly TimeSpan LivingThreadStopPatience = TimeSpan.FromSeconds(5);

    /// <summary>Text of /proc/PID/maps: 65,530 lines of some 100 bytes.</summary>
    public int MapsBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>Environment variables that are looked for outside the stack, where setenv() puts them.</summary>
    public int VariableCountMax { get; init; } = 4096;

    /// <summary>One environment variable; Linux allows 128 KiB.</summary>
    public int VariableBytesMax { get; init; } = 128 * 1024;

    /// <summary>Text of one soft error list.</summary>
    public int SoftErrorCountMax { get; init; } = 1000;

    /// <summary>ARG_MAX is a quarter of the stack limit, 2 MiB by default, never above 6 MiB.</summary>
    public const int StackTopBytesMax = 6 * 1024 * 1024;

    /// <summary>Real dynamic sections have some 40 entries.</summary>
    public const int DynamicEntryCountMax = 4096;

    /// <summary>Program headers of real files come right after the ELF header: 11 to 14 of 56 bytes.</summary>
    public const int ElfHeaderBytesMax = 4096;

    /// <summary>PATH_MAX.</summary>
    public const int LinkBytesMax = 4096;

    /// <summary>Files of /proc that go into a dump as they are; the first processor of /proc/cpuinfo fits.</summary>
    public const int LinuxFileBytesMax = 8192;

    /// <summary>glibc's abort message, or the reason of a report.</summary>
    public const int MessageBytesMax = 1024;

    /// <summary>What libinquest may claim its client info to be: twice what it is.</summary>
    public const int ClientInfoBytesMax = 256 * 1024;

    /// <summary>No build id note is larger than a page; a PT_NOTE segment that claims more is not read to its end.</summary>
    public const int ElfNoteBytesMax = 16 * 1024;
}
