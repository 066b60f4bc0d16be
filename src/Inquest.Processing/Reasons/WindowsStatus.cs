namespace Inquest.Processing.Reasons;

/// <summary>Names of Windows' numbers: winerror.h, ntstatus.h and the fast-fail codes of winnt.h.</summary>
static class WindowsStatus
{
    const uint SeverityMask = 0xF0000000;
    const uint FacilityMask = 0x0FFF0000;

    // FACILITY_VISUALCPP: delay-load failures, 0xC06D007E and 0xC06D007F, are raised with it.
    const uint FacilityVisualCpp = 109;

    static readonly NumberedNames NtStatus = new("ntstatus.txt");
    static readonly NumberedNames WinError = new("winerror.txt");

    static readonly string?[] FastFail =
    [
        "LEGACY_GS_VIOLATION", "VTGUARD_CHECK_FAILURE", "STACK_COOKIE_CHECK_FAILURE", "CORRUPT_LIST_ENTRY", "INCORRECT_STACK",
        "INVALID_ARG", "GS_COOKIE_INIT", "FATAL_APP_EXIT", "RANGE_CHECK_FAILURE", "UNSAFE_REGISTRY_ACCESS",
        "GUARD_ICALL_CHECK_FAILURE", "GUARD_WRITE_CHECK_FAILURE", "INVALID_FIBER_SWITCH", "INVALID_SET_OF_CONTEXT",
        "INVALID_REFERENCE_COUNT", null, null, null, "INVALID_JUMP_BUFFER", "MRDATA_MODIFIED", "CERTIFICATION_FAILURE",
        "INVALID_EXCEPTION_CHAIN", "CRYPTO_LIBRARY", "INVALID_CALL_IN_DLL_CALLOUT", "INVALID_IMAGE_BASE",
        "DLOAD_PROTECTION_FAILURE", "UNSAFE_EXTENSION_CALL", "DEPRECATED_SERVICE_INVOKED", "INVALID_BUFFER_ACCESS",
        "INVALID_BALANCED_TREE", "INVALID_NEXT_THREAD", "GUARD_ICALL_CHECK_SUPPRESSED", "APCS_DISABLED", "INVALID_IDLE_STATE",
        "MRDATA_PROTECTION_FAILURE", "UNEXPECTED_HEAP_EXCEPTION", "INVALID_LOCK_STATE", "GUARD_JUMPTABLE",
        "INVALID_LONGJUMP_TARGET", "INVALID_DISPATCH_CONTEXT", "INVALID_THREAD", "INVALID_SYSCALL_NUMBER",
        "INVALID_FILE_OPERATION", "LPAC_ACCESS_DENIED", "GUARD_SS_FAILURE", "LOADER_CONTINUITY_FAILURE",
        "GUARD_EXPORT_SUPPRESSION_FAILURE", "INVALID_CONTROL_STACK", "SET_CONTEXT_DENIED", "INVALID_IAT",
        "HEAP_METADATA_CORRUPTION", "PAYLOAD_RESTRICTION_VIOLATION", "LOW_LABEL_ACCESS_DENIED", "ENCLAVE_CALL_FAILURE",
        "UNHANDLED_LSS_EXCEPTON", "ADMINLESS_ACCESS_DENIED", "UNEXPECTED_CALL", "CONTROL_INVALID_RETURN_ADDRESS",
        "UNEXPECTED_HOST_BEHAVIOR", "FLAGS_CORRUPTION", "VEH_CORRUPTION", "ETW_CORRUPTION", "RIO_ABORT", "INVALID_PFN",
        "GUARD_ICALL_CHECK_FAILURE_XFG", "CAST_GUARD", "HOST_VISIBILITY_CHANGE", "KERNEL_CET_SHADOW_STACK_ASSIST",
        "PATCH_CALLBACK_FAILED", "NTDLL_PATCH_FAILED", "INVALID_FLS_DATA",
    ];

    /// <summary>A number of either kind, as GetLastError and exception codes hold them.</summary>
    /// <remarks>
    /// Both kinds begin at zero and overlap in the low range; winerror wins there, because SetLastError is called with those.
    /// </remarks>
    public static string Describe(uint code) =>
        WinError.Find(code) ?? NtStatus.Find(code) ?? WithFacility(code) ?? $"unknown 0x{code:x8}";

    /// <summary>The NTSTATUS inside an exception's parameters.</summary>
    public static string DescribeNtStatus(uint status) => NtStatus.Find(status) ?? $"0x{status:x8}";

    public static string DescribeFastFail(uint code) =>
        code < FastFail.Length && FastFail[code] is { } name ? "FAST_FAIL_" + name
        : code == uint.MaxValue ? "FAST_FAIL_INVALID_FAST_FAIL_CODE"
        : $"0x{code:x8}";

    static string? WithFacility(uint code) =>
        (code & SeverityMask) != 0 && (code & FacilityMask) >> 16 == FacilityVisualCpp && WinError.Find(code & 0xFFFF) is { } name
            ? "FACILITY_VISUALCPP / " + name
            : null;
}
