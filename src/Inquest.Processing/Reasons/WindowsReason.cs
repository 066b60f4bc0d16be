using Inquest.Formats.Minidump;

namespace Inquest.Processing.Reasons;

/// <summary>Exceptions of Windows in words (winnt.h, winbase.h, and the codes that compilers and runtimes raise).</summary>
static class WindowsReason
{
    public const uint AccessViolation = 0xC0000005;
    public const uint InPageError = 0xC0000006;

    const uint StackBufferOverrun = 0xC0000409;

    public static string Describe(MinidumpException exception)
    {
        var parameters = exception.Parameters;
        return exception.Code switch
        {
            AccessViolation when parameters.Count >= 1 && Access(parameters[0]) is { } access =>
                "EXCEPTION_ACCESS_VIOLATION_" + access,
            InPageError when parameters.Count >= 3 && Access(parameters[0]) is { } access =>
                $"EXCEPTION_IN_PAGE_ERROR_{access} / {WindowsStatus.DescribeNtStatus((uint)parameters[2])}",

            // __fastfail raises it with its own code as the first parameter.
            StackBufferOverrun when parameters.Count >= 1 =>
                "EXCEPTION_STACK_BUFFER_OVERRUN / " + WindowsStatus.DescribeFastFail((uint)parameters[0]),
            _ => Name(exception.Code) ?? WindowsStatus.Describe(exception.Code),
        };
    }

    /// <summary>The address that the exception is about, as the peers choose it.</summary>
    public static ulong Address(MinidumpException exception) =>
        exception.Code is AccessViolation or InPageError && exception.Parameters.Count >= 2
            ? exception.Parameters[1]
            : exception.Address;

    static string? Access(ulong kind) => kind switch
    {
        0 => "READ",
        1 => "WRITE",
        8 => "EXEC",
        _ => null,
    };

    static string? Name(uint code) => code switch
    {
        0x80000001 => "EXCEPTION_GUARD_PAGE",
        0x80000002 => "EXCEPTION_DATATYPE_MISALIGNMENT",
        0x80000003 => "EXCEPTION_BREAKPOINT",
        0x80000004 => "EXCEPTION_SINGLE_STEP",
        AccessViolation => "EXCEPTION_ACCESS_VIOLATION",
        InPageError => "EXCEPTION_IN_PAGE_ERROR",
        0xC0000008 => "EXCEPTION_INVALID_HANDLE",
        0xC000001D => "EXCEPTION_ILLEGAL_INSTRUCTION",
        0xC0000025 => "EXCEPTION_NONCONTINUABLE_EXCEPTION",
        0xC0000026 => "EXCEPTION_INVALID_DISPOSITION",
        0xC000008C => "EXCEPTION_BOUNDS_EXCEEDED",
        0xC000008D => "EXCEPTION_FLT_DENORMAL_OPERAND",
        0xC000008E => "EXCEPTION_FLT_DIVIDE_BY_ZERO",
        0xC000008F => "EXCEPTION_FLT_INEXACT_RESULT",
        0xC0000090 => "EXCEPTION_FLT_INVALID_OPERATION",
        0xC0000091 => "EXCEPTION_FLT_OVERFLOW",
        0xC0000092 => "EXCEPTION_FLT_STACK_CHECK",
        0xC0000093 => "EXCEPTION_FLT_UNDERFLOW",
        0xC0000094 => "EXCEPTION_INT_DIVIDE_BY_ZERO",
        0xC0000095 => "EXCEPTION_INT_OVERFLOW",
        0xC0000096 => "EXCEPTION_PRIV_INSTRUCTION",
        0xC00000FD => "EXCEPTION_STACK_OVERFLOW",
        0xC0000194 => "EXCEPTION_POSSIBLE_DEADLOCK",

        // Chromium's allocators raise it so that a failed allocation is told apart from every other crash.
        0xE0000008 => "Out of Memory",

        // Visual C++ throws with 0xE0 and "msc", the .NET runtime with 0xE0 and "CCR".
        0xE06D7363 => "Unhandled C++ Exception",
        0xE0434352 => "MANAGED_EXCEPTION_CODE_V4",

        // Crashpad, when the program asked for a dump without a crash.
        0x0517A7ED => "Simulated Exception",
        _ => null,
    };
}
