using Inquest.Formats.Cpu;
using Inquest.Formats.Minidump;

namespace Inquest.Processing.Reasons;

/// <summary>Mach exceptions of macOS and iOS (mach/exception_types.h, mach/*/exception.h, kern/exc_resource.h, kern/exc_guard.h).</summary>
/// <remarks>
/// The exception's code is the dump's flags. Crashpad puts exception, code and subcode into the parameters as well, each 64 bits
/// wide; Breakpad keeps only the low half of the code.
/// </remarks>
static class MacReason
{
    const uint BadAccess = 1;
    const uint BadInstruction = 2;
    const uint Arithmetic = 3;
    const uint Software = 5;
    const uint Breakpoint = 6;
    const uint Crash = 10;
    const uint Resource = 11;
    const uint Guard = 12;

    static readonly string?[] Names =
    [
        null, "EXC_BAD_ACCESS", "EXC_BAD_INSTRUCTION", "EXC_ARITHMETIC", "EXC_EMULATION", "EXC_SOFTWARE", "EXC_BREAKPOINT",
        "EXC_SYSCALL", "EXC_MACH_SYSCALL", "EXC_RPC_ALERT", "EXC_CRASH", "EXC_RESOURCE", "EXC_GUARD", "EXC_CORPSE_NOTIFY",
    ];

    // Signals of BSD, 1 to 31.
    static readonly string[] Signals =
    [
        "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGEMT", "SIGFPE", "SIGKILL", "SIGBUS", "SIGSEGV",
        "SIGSYS", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGURG", "SIGSTOP", "SIGTSTP", "SIGCONT", "SIGCHLD", "SIGTTIN", "SIGTTOU",
        "SIGIO", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGINFO", "SIGUSR1", "SIGUSR2",
    ];

    public static string? Describe(MinidumpException exception, CpuArchitecture architecture)
    {
        switch (exception.Code)
        {
            case 0x43507378: // "CPsx"
                return "Simulated Exception";
            case 0x43506E78: // "CPnx"
                // Crashpad's own code for an Objective-C exception that nobody caught.
                return "Uncaught NSException";
        }

        if (exception.Code >= Names.Length || Names[exception.Code] is not { } name)
        {
            return null;
        }

        var detail = exception.Code switch
        {
            BadAccess => KernelReturn(exception.Flags) ?? Processor(BadAccess, exception.Flags, architecture),
            BadInstruction or Arithmetic or Breakpoint => Processor(exception.Code, exception.Flags, architecture),
            Software => SoftwareKind(exception.Flags),
            Crash => CrashKind(exception),
            Resource => MacResource.Describe(exception),
            Guard => MacGuard.Describe(exception),
            _ => null,
        };
        return $"{name} / {detail ?? $"0x{exception.Flags:x8}"}";
    }

    /// <summary>A code or subcode of the parameters, or zero.</summary>
    internal static ulong Parameter(MinidumpException exception, int index) =>
        index < exception.Parameters.Count ? exception.Parameters[index] : 0;

    static string? KernelReturn(uint code) => code switch
    {
        1 => "KERN_INVALID_ADDRESS",
        2 => "KERN_PROTECTION_FAILURE",
        5 => "KERN_FAILURE",
        8 => "KERN_NO_ACCESS",
        9 => "KERN_MEMORY_FAILURE",
        10 => "KERN_MEMORY_ERROR",
        50 => "KERN_CODESIGN_ERROR",
        _ => null,
    };

    static string? Processor(uint exception, uint code, CpuArchitecture architecture) => architecture switch
    {
        CpuArchitecture.Arm or CpuArchitecture.Arm64 => Arm(exception, code),
        CpuArchitecture.X86 or CpuArchitecture.Amd64 => X86(exception, code),
        CpuArchitecture.Ppc or CpuArchitecture.Ppc64 => Ppc(exception, code),
        _ => null,
    };

    static string? Arm(uint exception, uint code) => (exception, code) switch
    {
        (BadAccess or Breakpoint, 0x101) => "EXC_ARM_DA_ALIGN",
        (BadAccess or Breakpoint, 0x102) => "EXC_ARM_DA_DEBUG",
        (BadAccess, 0x103) => "EXC_ARM_SP_ALIGN",
        (BadAccess, 0x104) => "EXC_ARM_SWP",
        (BadAccess, 0x105) => "EXC_ARM_PAC_FAIL",
        (BadInstruction, 1) => "EXC_ARM_UNDEFINED",
        (Arithmetic, 0) => "EXC_ARM_FP_UNDEFINED",
        (Arithmetic, 1) => "EXC_ARM_FP_IO",
        (Arithmetic, 2) => "EXC_ARM_FP_DZ",
        (Arithmetic, 3) => "EXC_ARM_FP_OF",
        (Arithmetic, 4) => "EXC_ARM_FP_UF",
        (Arithmetic, 5) => "EXC_ARM_FP_IX",
        (Arithmetic, 6) => "EXC_ARM_FP_ID",
        (Breakpoint, 1) => "EXC_ARM_BREAKPOINT",
        _ => null,
    };

    static string? X86(uint exception, uint code) => (exception, code) switch
    {
        (BadAccess, 13) => "EXC_I386_GPFLT",
        (BadInstruction, 1) => "EXC_I386_INVOP",
        (BadInstruction, 10) => "EXC_I386_INVTSSFLT",
        (BadInstruction, 11) => "EXC_I386_SEGNPFLT",
        (BadInstruction, 12) => "EXC_I386_STKFLT",
        (BadInstruction, 13) => "EXC_I386_GPFLT",
        (BadInstruction, 17) => "EXC_I386_ALIGNFLT",
        (Arithmetic, 1) => "EXC_I386_DIV",
        (Arithmetic, 2) => "EXC_I386_INTO",
        (Arithmetic, 3) => "EXC_I386_NOEXT",
        (Arithmetic, 4) => "EXC_I386_EXTOVR",
        (Arithmetic, 5) => "EXC_I386_EXTERR",
        (Arithmetic, 6) => "EXC_I386_EMERR",
        (Arithmetic, 7) => "EXC_I386_BOUND",
        (Arithmetic, 8) => "EXC_I386_SSEEXTERR",
        (Breakpoint, 1) => "EXC_I386_SGL",
        (Breakpoint, 2) => "EXC_I386_BPT",
        _ => null,
    };

    static string? Ppc(uint exception, uint code) => (exception, code) switch
    {
        (BadAccess, 0x101) => "EXC_PPC_VM_PROT_READ",
        (BadAccess, 0x102) => "EXC_PPC_BADSPACE",
        (BadAccess, 0x103) => "EXC_PPC_UNALIGNED",
        (BadInstruction, 1) => "EXC_PPC_INVALID_SYSCALL",
        (BadInstruction, 2) => "EXC_PPC_UNIPL_INST",
        (BadInstruction, 3) => "EXC_PPC_PRIVINST",
        (BadInstruction, 4) => "EXC_PPC_PRIVREG",
        (BadInstruction, 5) => "EXC_PPC_TRACE",
        (BadInstruction, 6) => "EXC_PPC_PERFMON",
        (Arithmetic, 1) => "EXC_PPC_OVERFLOW",
        (Arithmetic, 2) => "EXC_PPC_ZERO_DIVIDE",
        (Arithmetic, 3) => "EXC_FLT_INEXACT",
        (Arithmetic, 4) => "EXC_PPC_FLT_ZERO_DIVIDE",
        (Arithmetic, 5) => "EXC_PPC_FLT_UNDERFLOW",
        (Arithmetic, 6) => "EXC_PPC_FLT_OVERFLOW",
        (Arithmetic, 7) => "EXC_PPC_FLT_NOT_A_NUMBER",
        (Arithmetic, 8) => "EXC_PPC_NOEMULATION",
        (Arithmetic, 9) => "EXC_PPC_ALTIVECASSIST",
        (Breakpoint, 1) => "EXC_PPC_BREAKPOINT",
        _ => null,
    };

    static string? SoftwareKind(uint code) => code switch
    {
        0x00010000 => "SIGSYS",
        0x00010001 => "SIGPIPE",
        0x00010002 => "SIGABRT",
        0xDEADC0DE => "UNCAUGHT_NS_EXCEPTION",
        0x00000001 => "EXC_PPC_TRAP",
        0x00010100 => "EXC_PPC_MIGRATE",
        _ => null,
    };

    /// <summary>
    /// EXC_CRASH carries the exception that became a signal: the signal in bits 24 to 31 of the code, the first exception in
    /// bits 20 to 23 and its code below (bsd/kern/kern_exit.c).
    /// </summary>
    static string? CrashKind(MinidumpException exception)
    {
        var code = exception.Parameters.Count > 1 ? exception.Parameters[1] : exception.Flags;
        var signal = (uint)(code >> 24) & 0xFF;
        if (signal is 0 || signal > Signals.Length)
        {
            return null;
        }

        var first = (uint)(code >> 20) & 0xF;
        return first > 0 && first < Names.Length && Names[first] is { } origin
            ? $"{Signals[signal - 1]} / {origin}"
            : Signals[signal - 1];
    }
}
