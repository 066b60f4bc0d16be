using Inquest.Formats.Cpu;
using Inquest.Formats.Minidump;

namespace Inquest.Processing.Reasons;

/// <summary>Turns an exception record into the words that people search for.</summary>
/// <remarks>
/// The spelling is that of rust-minidump's <c>crash_info.type</c> wherever it knows the code, because dashboards, signature
/// rules and bug reports match on it. What it calls unknown is named here where a public header names it.
/// </remarks>
public static class CrashReason
{
    public static string Describe(MinidumpException exception, OsFamily os, CpuArchitecture architecture) =>
        (os switch
        {
            OsFamily.Windows => WindowsReason.Describe(exception),
            OsFamily.Linux or OsFamily.Android => LinuxReason.Describe(exception),
            OsFamily.MacOS or OsFamily.IOS => MacReason.Describe(exception, architecture),
            OsFamily.Fuchsia => FuchsiaReason.Describe(exception),
            _ => null,
        })
        ?? $"unknown 0x{exception.Code:x8} / 0x{exception.Flags:x8}";

    /// <summary>The address that the exception is about.</summary>
    /// <remarks>
    /// Folklore: 32-bit writers sign-extend addresses above 2 GB into the 64-bit field; only the low half counts there.
    /// </remarks>
    public static ulong Address(MinidumpException exception, OsFamily os, int pointerSize)
    {
        var address = os == OsFamily.Windows ? WindowsReason.Address(exception) : exception.Address;
        return pointerSize == 4 ? (uint)address : address;
    }

    /// <summary>GetLastError of a thread in words.</summary>
    public static string DescribeWindowsError(uint error) => WindowsStatus.Describe(error);
}
