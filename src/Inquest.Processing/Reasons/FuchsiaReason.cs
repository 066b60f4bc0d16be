using Inquest.Formats.Minidump;

namespace Inquest.Processing.Reasons;

/// <summary>Exceptions of Fuchsia (zircon/syscalls/exception.h), in Breakpad's spelling.</summary>
static class FuchsiaReason
{
    public static string? Describe(MinidumpException exception)
    {
        var name = exception.Code switch
        {
            0x008 => "GENERAL",
            0x108 => "FATAL_PAGE_FAULT",
            0x208 => "UNDEFINED_INSTRUCTION",
            0x308 => "SW_BREAKPOINT",
            0x408 => "HW_BREAKPOINT",
            0x508 => "UNALIGNED_ACCESS",
            0x8008 => "THREAD_STARTING",
            0x8108 => "THREAD_EXITING",
            0x8208 => "POLICY_ERROR",
            0x8308 => "PROCESS_STARTING",
            _ => null,
        };
        return name is null ? null : $"{name} / 0x{exception.Flags:x8}";
    }
}
