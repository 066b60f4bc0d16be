using Inquest.Formats.Cpu;
using Inquest.Formats.Minidump;

namespace Inquest.Processing.Reasons;

/// <summary>The same exceptions as Breakpad's minidump_stackwalk spells them, for consumers of its machine-readable lines.</summary>
public static class BreakpadReason
{
    public static string Describe(MinidumpException exception, OsFamily os, CpuArchitecture architecture)
    {
        var raw = $"0x{exception.Code:x8} / 0x{exception.Flags:x8}";
        switch (os)
        {
            case OsFamily.Linux or OsFamily.Android:
                return Linux(exception) ?? raw;
            case OsFamily.Windows when exception.Code == 0xC000000D:
                return raw;
            default:
                var reason = CrashReason.Describe(exception, os, architecture);
                return reason.StartsWith("unknown", StringComparison.Ordinal) ? raw : reason;
        }
    }

    static string? Linux(MinidumpException exception)
    {
        if (LinuxReason.Signal(exception.Code) is not { } signal || exception.Code is > 31 and not uint.MaxValue)
        {
            return null;
        }

        // SIGSEGV stands without the second blank, and only four signals say their code at all.
        return exception.Code switch
        {
            4 or 7 or 8 => $"{signal} / {LinuxReason.Kind(exception.Code, exception.Flags) ?? $"0x{exception.Flags:x8}"}",
            11 => $"{signal} /{LinuxReason.Kind(exception.Code, exception.Flags) ?? $"0x{exception.Flags:x8}"}",
            _ => signal,
        };
    }
}
