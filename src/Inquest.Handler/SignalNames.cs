using System.Globalization;
using Inquest.Capture.Live;

namespace Inquest.Handler;

/// <summary>Names of signals and kinds, as libinquest writes them.</summary>
static class SignalNames
{
    public static string Signal(int number) => number switch
    {
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        11 => "SIGSEGV",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => "signal " + number.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The name of an si_code, or null for one that has none.</summary>
    public static string? Code(int number, int code) => (number, code) switch
    {
        (_, 0) => "SI_USER",
        (_, 0x80) => "SI_KERNEL",
        (_, -1) => "SI_QUEUE",
        (_, -6) => "SI_TKILL",
        (11, 1) => "SEGV_MAPERR",
        (11, 2) => "SEGV_ACCERR",
        (7, 1) => "BUS_ADRALN",
        (7, 2) => "BUS_ADRERR",
        (7, 3) => "BUS_OBJERR",
        (8, 1) => "FPE_INTDIV",
        (8, 2) => "FPE_INTOVF",
        (8, 3) => "FPE_FLTDIV",
        (8, 7) => "FPE_FLTINV",
        (4, 1) => "ILL_ILLOPC",
        (4, 2) => "ILL_ILLOPN",
        (5, 1) => "TRAP_BRKPT",
        (31, 1) => "SYS_SECCOMP",
        _ => null,
    };

    public static string Kind(ReportKind kind) => kind switch { ReportKind.Crash => "crash", ReportKind.Hang => "hang", _ => "request" };
}
