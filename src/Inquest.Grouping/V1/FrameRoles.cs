using System.Collections.Frozen;

namespace Inquest.Grouping.V1;

/// <summary>Names of functions that report a failure or start a thread: they are in every such stack and never the bug.</summary>
static class FrameRoles
{
    static readonly FrozenSet<string> Crash = FrozenSet.Create(StringComparer.Ordinal,
    [
        "abort", "raise", "gsignal", "kill", "tgkill", "pthread_kill", "__pthread_kill", "__pthread_kill_implementation", "__pthread_kill_internal",
        "__kill", "__abort", "__libc_message", "malloc_printerr", "__libc_fatal", "__fortify_fail", "__fortify_fail_abort", "__stack_chk_fail",
        "__stack_chk_fail_local", "__chk_fail", "__assert", "__assert2", "_assert", "_wassert", "__assert_fail", "__assert_fail_base", "__assert_rtn",
        "__assert_perror_fail", "<signal handler called>", "__restore_rt", "__restore", "__kernel_rt_sigreturn", "__kernel_sigreturn", "_sigtramp",
        "killpg", "__kernel_vsyscall", "_dl_sysinfo_int80", "__GI_raise", "__GI_abort", "waitpid", "__waitpid", "_dl_catch_error", "fatal_error",
        "std::terminate", "__cxxabiv1::__terminate", "__gnu_cxx::__verbose_terminate_handler", "__cxa_throw", "__cxa_rethrow", "__cxa_bad_cast",
        "__cxa_pure_virtual", "__cxa_call_unexpected", "__cxa_call_terminate", "__clang_call_terminate", "abort_message", "demangling_terminate_handler",
        "demangling_unexpected_handler", "_objc_terminate", "objc_exception_throw", "objc_exception_rethrow", "__exceptionPreprocess",
        "+[NSException raise:format:]", "+[NSException raise:format:arguments:]", "-[NSAssertionHandler handleFailureInMethod:object:file:lineNumber:description:]",
        "*__assert_fail", "backtrace", "_Exit", "_exit", "exit_group", "apport_signal_handler", "segv_handler", "crash_handler", "signal_handler", "sigsegv_handler", "fatal_handler", "bug_report", "KiUserExceptionDispatcher", "KiUserExceptionDispatch", "RtlDispatchException", "RtlRaiseException", "RtlRaiseStatus", "RaiseException",
        "RtlpExecuteHandlerForException", "RtlUnwindEx", "RtlUnwind", "UnhandledExceptionFilter", "_CxxThrowException", "_CxxThrowException@8",
        "__CxxCallCatchBlock", "_C_specific_handler", "__C_specific_handler", "__fastfail", "_invoke_watson", "_invalid_parameter",
        "_invalid_parameter_noinfo", "_invalid_parameter_noinfo_noreturn", "_call_reportfault", "__report_gsfailure", "__report_rangecheckfailure",
        "RtlFailFast", "RtlReportCriticalFailure", "RtlpReportHeapFailure", "RtlpHeapHandleError", "RtlpLogHeapFailure", "DebugBreak", "DbgBreakPoint",
        "_purecall", "_amsg_exit", "RtlReportFatalFailure", "TerminateProcess", "NtTerminateProcess", "ZwTerminateProcess",
        "rust_begin_unwind", "rust_panic", "__rust_start_panic", "_rust_begin_unwind", "__rust_try", "panic_abort", "__rust_abort",
        "runtime.gopanic", "runtime.sigpanic", "runtime.panicmem", "runtime.throw", "runtime.fatalthrow", "runtime.panicIndex", "runtime.dopanic_m",
        "runtime.raise", "runtime.crash", "runtime.goPanicIndex", "g_assertion_message", "g_assertion_message_expr", "g_log", "g_logv", "g_error",
        "_g_log_abort", "g_log_default_handler", "g_log_structured_array", "g_return_if_fail_warning", "g_assert_warning", "g_on_error_query", "gdk_x_error", "qt_message_fatal", "qFatal", "qt_assert", "qt_assert_x", "qt_message_output",
        "mozalloc_abort", "MOZ_Crash", "abort_handler", "PR_Assert", "_XError", "_XIOError", "_XReply", "__sanitizer::Abort",
        "System.Environment.FailFast", "art::Runtime::Abort", "art::Thread::ThrowException", "debuggerd_signal_handler",
    ]);

    static readonly PrefixSet CrashPrefixes = new(
    [
        "core::panicking::", "std::panicking::", "std::sys_common::backtrace::__rust_", "std::sys::backtrace::__rust_", "core::option::expect_failed",
        "core::option::unwrap_failed", "core::result::unwrap_failed", "std::process::abort", "std::sys::pal::unix::abort", "_Unwind_", "std::__terminate",
        "std::__throw_", "crashpad::", "google_breakpad::", "sentry__", "logging::LogMessage::~LogMessage", "google::LogMessage", "QMessageLogger::fatal",
        "base::debug::", "logging::CheckError", "__ubsan_", "__asan_", "__asan::", "__tsan_", "ThrowHelper.", "System.ThrowHelper",
        "System.Runtime.ExceptionServices.ExceptionDispatchInfo", "KiUserException", "swift_runtime_on_report", "_swift_runtime_on_report",
        "Swift._assertionFailure", "Swift._fatalError", "_assertionFailure", "_fatalErrorMessage",
    ]);

    static readonly FrozenSet<string> Entries = FrozenSet.Create(StringComparer.Ordinal,
    [
        "__libc_start_main", "__libc_start_main_impl", "__libc_start_call_main", "_start", "start_thread", "__clone", "clone", "__clone3", "clone3",
        "BaseThreadInitThunk", "RtlUserThreadStart", "_RtlUserThreadStart", "__RtlUserThreadStart", "__scrt_common_main_seh", "__scrt_common_main",
        "mainCRTStartup", "WinMainCRTStartup", "wmainCRTStartup", "wWinMainCRTStartup", "__tmainCRTStartup", "invoke_main", "thread_start",
        "_pthread_start", "_pthread_body", "start_wqthread", "_pthread_wqthread", "_threadstartex", "_threadstart",
        "__pthread_start", "__start_thread", "runtime.goexit", "runtime.main", "runtime.mstart", "runtime.mcall", "pthread_start",
        "main", "wmain", "WinMain", "wWinMain", "<module>", "<main>", "real_main", "__main", "Main", "_main",
    ]);

    static readonly PrefixSet EntryPrefixes = new(
    [
        "std::rt::lang_start", "std::sys_common::backtrace::__rust_begin_short_backtrace", "std::sys::backtrace::__rust_begin_short_backtrace",
        "std::thread::Builder::spawn", "core::ops::function::FnOnce::call_once",
    ]);

    /// <param name="function">Cleaned name.</param>
    /// <param name="qualified">With its module or class in front, for managed code.</param>
    public static FrameRole Of(string? function, string? qualified)
    {
        if (function is null)
        {
            return FrameRole.Code;
        }

        return Is(function, Crash, CrashPrefixes) || (qualified is not null && Is(qualified, Crash, CrashPrefixes)) ? FrameRole.CrashHandling
            : Is(function, Entries, EntryPrefixes) ? FrameRole.Entry
            : Plumbing.Is(function) || (qualified is not null && Plumbing.Is(qualified)) ? FrameRole.Plumbing : FrameRole.Code;
    }

    static bool Is(string name, FrozenSet<string> names, PrefixSet prefixes) => names.Contains(name) || prefixes.StartsAny(name);
}
