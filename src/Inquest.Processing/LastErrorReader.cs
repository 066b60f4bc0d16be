using Inquest.Formats;
using Inquest.Formats.Minidump;
using Inquest.Processing.Reasons;

namespace Inquest.Processing;

/// <summary>Reads what GetLastError would have said from a thread's environment block.</summary>
/// <remarks>
/// TEB.LastErrorValue lies at 0x34 in a 32-bit process and at 0x68 in a 64-bit one (winternl.h and public symbols of ntdll;
/// unchanged since Windows NT 4). Most writers do not include the TEB; Windows Error Reporting and Crashpad do.
/// </remarks>
static class LastErrorReader
{
    const ulong Offset32 = 0x34;
    const ulong Offset64 = 0x68;

    public static string? Read(MinidumpFile dump, MinidumpThread thread) =>
        TryRead(dump, thread, out var error) ? CrashReason.DescribeWindowsError(error) : null;

    static bool TryRead(MinidumpFile dump, MinidumpThread thread, out uint error)
    {
        error = 0;
        if (dump.SystemInfo is not { Os: OsFamily.Windows } system || thread.Teb == 0)
        {
            return false;
        }

        var offset = system.PointerSize == 4 ? Offset32 : Offset64;
        return thread.Teb <= ulong.MaxValue - offset && dump.Memory.TryReadUInt32(thread.Teb + offset, out error);
    }
}
