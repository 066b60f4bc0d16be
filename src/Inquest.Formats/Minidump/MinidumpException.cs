namespace Inquest.Formats.Minidump;

/// <summary>What the process died of (MINIDUMP_EXCEPTION_STREAM, 168 bytes).</summary>
/// <param name="ThreadId">The thread it happened on.</param>
/// <param name="Code">NTSTATUS on Windows, signal on Linux and Android, Mach exception on macOS and iOS.</param>
/// <param name="Flags">EXCEPTION_ flags on Windows, si_code on Linux, the Mach code on macOS.</param>
/// <param name="RecordAddress">Address of a nested exception record in the process, or zero.</param>
/// <param name="Address">The instruction on Windows, si_addr on Linux, the Mach subcode on macOS (Breakpad).</param>
/// <param name="Parameters">ExceptionInformation: at most 15.</param>
/// <param name="Context">Where the registers at the time lie: <see cref="MinidumpFile.ReadExceptionContext"/> reads them.</param>
public sealed record MinidumpException(
    uint ThreadId,
    uint Code,
    uint Flags,
    ulong RecordAddress,
    ulong Address,
    IReadOnlyList<ulong> Parameters,
    MinidumpLocation Context)
{
    // 0xFFFFFFFF: Breakpad on Linux. 0x0517A7ED: Crashpad on Linux and Windows. 0x43507378 ("CPsx"): Crashpad on macOS.
    /// <summary>True when the program asked for the dump and nothing crashed.</summary>
    public bool IsDumpRequest => Code is 0xFFFFFFFF or 0x0517A7ED or 0x43507378;
}
