namespace Inquest.Formats.Minidump;

/// <summary>Memory of the whole machine (MINIDUMP_SYSTEM_MEMORY_INFO_1, 492 bytes; Windows). Counts are in pages.</summary>
/// <param name="PageSize">Bytes.</param>
/// <param name="NumberOfPhysicalPages">Memory of the machine.</param>
/// <param name="AllocationGranularity">Bytes.</param>
/// <param name="MinimumUserModeAddress">Lowest address of a program.</param>
/// <param name="MaximumUserModeAddress">Highest address of a program.</param>
/// <param name="NumberOfProcessors">Logical processors.</param>
/// <param name="AvailablePages">Free at the time.</param>
/// <param name="CommittedPages">Promised to all programs.</param>
/// <param name="CommitLimit">What can be promised.</param>
/// <param name="PeakCommitment">Highest since start.</param>
public sealed record MinidumpSystemMemory(
    uint PageSize,
    uint NumberOfPhysicalPages,
    uint AllocationGranularity,
    ulong MinimumUserModeAddress,
    ulong MaximumUserModeAddress,
    uint NumberOfProcessors,
    ulong AvailablePages,
    ulong CommittedPages,
    ulong CommitLimit,
    ulong PeakCommitment);
