namespace Inquest.Formats.Minidump;

/// <summary>One thread (MINIDUMP_THREAD, 48 bytes).</summary>
/// <param name="Index">Place in the list.</param>
/// <param name="Id">The operating system's thread id.</param>
/// <param name="SuspendCount">How often the thread is suspended.</param>
/// <param name="PriorityClass">Priority class of the process (Windows).</param>
/// <param name="Priority">Priority of the thread.</param>
/// <param name="Teb">Thread environment block; Crashpad puts the thread pointer here on other systems.</param>
/// <param name="Stack">The stack memory in the file; empty when the file holds none.</param>
/// <param name="StackStart">Address of the stack memory as stated, also when the file holds none of it.</param>
/// <param name="Context">Where the registers lie: <see cref="MinidumpFile.ReadContext(MinidumpThread)"/> reads them.</param>
public sealed record MinidumpThread(
    int Index,
    uint Id,
    uint SuspendCount,
    uint PriorityClass,
    uint Priority,
    ulong Teb,
    MinidumpMemoryRange Stack,
    ulong StackStart,
    MinidumpLocation Context);
