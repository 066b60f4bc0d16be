namespace Inquest.Formats.Minidump;

/// <summary>Memory of the process (MINIDUMP_PROCESS_VM_COUNTERS_1 and _2), in bytes.</summary>
/// <param name="PageFaultCount">Since it started.</param>
/// <param name="WorkingSetSize">In memory.</param>
/// <param name="PeakWorkingSetSize">At most.</param>
/// <param name="PagefileUsage">Committed.</param>
/// <param name="PeakPagefileUsage">At most.</param>
/// <param name="PrivateUsage">Committed and shared with nobody.</param>
/// <param name="VirtualSize">Address space in use, or null (revision 2 only).</param>
public sealed record MinidumpProcessMemory(
    uint PageFaultCount,
    ulong WorkingSetSize,
    ulong PeakWorkingSetSize,
    ulong PagefileUsage,
    ulong PeakPagefileUsage,
    ulong PrivateUsage,
    ulong? VirtualSize);
