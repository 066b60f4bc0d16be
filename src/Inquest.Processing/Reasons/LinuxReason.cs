using Inquest.Formats.Minidump;

namespace Inquest.Processing.Reasons;

/// <summary>Signals of Linux and Android with their si_code (asm-generic/signal.h, asm-generic/siginfo.h).</summary>
static class LinuxReason
{
    const uint DumpRequested = 0xFFFFFFFF;
    const uint CrashpadSimulated = 0x0517A7ED;

    static readonly string[] Signals =
    [
        "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV",
        "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN",
        "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    static readonly string[] Ill =
    [
        "ILL_ILLOPC", "ILL_ILLOPN", "ILL_ILLADR", "ILL_ILLTRP", "ILL_PRVOPC", "ILL_PRVREG", "ILL_COPROC", "ILL_BADSTK",
        "ILL_BADIADDR",
    ];

    static readonly string[] Trap = ["TRAP_BRKPT", "TRAP_TRACE", "TRAP_BRANCH", "TRAP_HWBKPT", "TRAP_UNK", "TRAP_PERF"];

    static readonly string[] Fpe =
    [
        "FPE_INTDIV", "FPE_INTOVF", "FPE_FLTDIV", "FPE_FLTOVF", "FPE_FLTUND", "FPE_FLTRES", "FPE_FLTINV", "FPE_FLTSUB",
    ];

    // From SEGV_ACCADI on the names are newer than the peers', who print the number.
    static readonly string[] Segv =
    [
        "SEGV_MAPERR", "SEGV_ACCERR", "SEGV_BNDERR", "SEGV_PKUERR", "SEGV_ACCADI", "SEGV_ADIDERR", "SEGV_ADIPERR",
        "SEGV_MTEAERR", "SEGV_MTESERR", "SEGV_CPERR",
    ];

    static readonly string[] Bus = ["BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR", "BUS_MCEERR_AR", "BUS_MCEERR_AO"];
    static readonly string[] Sys = ["SYS_SECCOMP", "SYS_USER_DISPATCH"];

    public static string? Describe(MinidumpException exception)
    {
        if (exception.Code == CrashpadSimulated)
        {
            return "Simulated Exception";
        }

        if (Signal(exception.Code) is not { } signal)
        {
            return null;
        }

        if (Kind(exception.Code, exception.Flags) is { } kind)
        {
            return $"{signal} / {kind}";
        }

        // Zero is SI_USER, but also what writers leave who do not know the code: it says nothing.
        return exception.Flags == 0 ? signal : $"{signal} / {Origin((int)exception.Flags) ?? $"0x{exception.Flags:x8}"}";
    }

    public static string? Signal(uint code) => code switch
    {
        >= 1 and <= 31 => Signals[code - 1],
        >= 34 and <= 64 => $"SIGRTMIN+{code - 34}",
        DumpRequested => "DUMP_REQUESTED",
        _ => null,
    };

    /// <summary>The si_code that belongs to one signal only.</summary>
    public static string? Kind(uint signal, uint code)
    {
        var names = signal switch
        {
            4 => Ill,
            5 => Trap,
            7 => Bus,
            8 => Fpe,
            11 => Segv,
            31 => Sys,
            _ => [],
        };
        return code >= 1 && code <= names.Length ? names[code - 1] : null;
    }

    static string? Origin(int code) => code switch
    {
        0x80 => "SI_KERNEL",
        -1 => "SI_QUEUE",
        -2 => "SI_TIMER",
        -3 => "SI_MESGQ",
        -4 => "SI_ASYNCIO",
        -5 => "SI_SIGIO",
        -6 => "SI_TKILL",
        -7 => "SI_DETHREAD",
        -60 => "SI_ASYNCNL",
        _ => null,
    };
}
