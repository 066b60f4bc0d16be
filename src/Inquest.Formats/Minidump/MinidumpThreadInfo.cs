namespace Inquest.Formats.Minidump;

/// <summary>Times of a thread (MINIDUMP_THREAD_INFO, 64 bytes; Windows, on request).</summary>
/// <param name="ThreadId">The thread.</param>
/// <param name="DumpFlags">MINIDUMP_THREAD_INFO_: 4 exited, 1 error, 2 the thread that wrote the dump.</param>
/// <param name="DumpError">HRESULT of what could not be read.</param>
/// <param name="ExitStatus">STILL_ACTIVE (259) while it runs.</param>
/// <param name="CreateTime">100 ns since 1601.</param>
/// <param name="ExitTime">100 ns since 1601, or zero.</param>
/// <param name="KernelTime">100 ns.</param>
/// <param name="UserTime">100 ns.</param>
/// <param name="StartAddress">The function it began with.</param>
/// <param name="Affinity">Processors it may run on.</param>
public sealed record MinidumpThreadInfo(
    uint ThreadId,
    uint DumpFlags,
    uint DumpError,
    uint ExitStatus,
    ulong CreateTime,
    ulong ExitTime,
    ulong KernelTime,
    ulong UserTime,
    ulong StartAddress,
    ulong Affinity)
{
    /// <summary>True for the thread that wrote the dump and is no part of the crash.</summary>
    public bool IsDumpWriter => (DumpFlags & 2) != 0;
}
