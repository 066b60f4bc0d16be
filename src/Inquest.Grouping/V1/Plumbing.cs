using System.Buffers;
using System.Collections.Frozen;

namespace Inquest.Grouping.V1;

/// <summary>Functions that pass calls on: they are in a thousand stacks, between the frames that matter. Frozen with its version.</summary>
static class Plumbing
{
    static readonly FrozenSet<string> Names = FrozenSet.Create(StringComparer.Ordinal,
    [
        // Event loops of C desktops.
        "gtk_main", "gtk_main_do_event", "gtk_main_iteration", "gtk_main_iteration_do", "gtk_dialog_run", "gtk_widget_event", "gtk_widget_event_internal",
        "gtk_propagate_event", "gtk_widget_send_expose", "gtk_container_propagate_expose", "signal_emit_unlocked_R", "mainloop", "main_loop", "mainLoop", "event_loop",
        "eventLoop", "run_main", "thread_main", "threadfunc", "thread_func", "child_thread", "idle", "XNextEvent", "Xread", "XSync", "XPending", "XEventsQueued",
        "_XReadEvents", "_XEventsQueued", "poll_for_event", "QObject::event", "QWidget::event", "g_type_class_meta_marshal", "g_type_class_meta_marshalv",
        // Interpreters.
        "call_function", "fast_function", "ext_do_call", "do_call", "function_call", "instancemethod_call", "instance_call", "run_mod", "type_call", "slot_tp_call",
        "slot_tp_init", "XRE_main", "JS_CallFunctionValue", "vm_exec", "vm_exec_core", "rb_ensure", "rb_rescue2", "ruby_run_node", "luaV_execute", "luaD_call", "luaD_precall", "lua_pcall",
        // Windows and macOS loops.
        "DispatchMessageWorker", "UserCallWinProcCheckWow", "CallWindowProcW", "DispatchMessageW", "InternalCallWinProc", "UserCallWinProc", "_InternalCallWinProc",
        "TppWorkerThread", "TppCallbackEpilog", "CFRunLoopRun", "CFRunLoopRunSpecific", "CFRunLoopRunInMode", "__CFRunLoopRun", "__CFRunLoopDoSource0",
        "__CFRunLoopDoSources0", "UIApplicationMain", "NSApplicationMain", "-[NSApplication run]", "-[UIApplication _run]", "GSEventRunModal", "_dispatch_client_callout",
        "_dispatch_call_block_and_release", "_dispatch_main_queue_callback_4CF", "_dispatch_main_queue_drain", "_dispatch_workloop_worker_thread",
        // JavaScript: what bundlers, transpilers, zones and engines put around the code.
        "__webpack_require__", "webpackJsonpCallback", "__awaiter", "fulfilled", "rejected", "step", "adopt", "asyncGeneratorStep", "_next", "_throw", "_asyncToGenerator",
        "tryCatch", "Generator.invoke", "Generator.next", "Generator._invoke", "processTicksAndRejections", "process.processTicksAndRejections", "runMicrotasks", "sentryWrapped",
        "__require", "require", "wrapped", "ZoneDelegate.invoke", "ZoneDelegate.invokeTask", "Zone.run", "Zone.runTask", "Zone.runGuarded", "invokeTask", "_callee",
        "Module._compile", "Module.load", "Module._load", "Module._extensions..js", "Module.require", "listOnTimeout", "processTimers", "emit", "EventEmitter.emit", "handleEvent",
        "invokeGuardedCallbackDev", "callCallback", "executeDispatch", "processDispatchQueue", "batchedUpdates", "dispatchEvent", "performSyncWorkOnRoot", "flushSync",
        // JVM.
        "invokeSuspend", "resumeWith", "java.lang.reflect.Method.invoke", "java.lang.Thread.run", "android.os.Handler.handleCallback", "android.os.Handler.dispatchMessage",
        "android.os.Looper.loop", "android.os.Looper.loopOnce", "android.app.ActivityThread.main", "com.android.internal.os.ZygoteInit.main",
        // Async machinery of .NET.
        "System.Threading.ExecutionContext.RunInternal", "System.Threading.ThreadPoolWorkQueue.Dispatch", "System.Runtime.CompilerServices.TaskAwaiter.HandleNonSuccessAndDebuggerNotification",
        "System.Runtime.CompilerServices.TaskAwaiter.ThrowForNonSuccess", "System.Runtime.CompilerServices.AsyncMethodBuilderCore.Start",
        // Go and Rust.
        "reflect.Value.Call", "reflect.Value.call", "net/http.HandlerFunc.ServeHTTP", "net/http.serverHandler.ServeHTTP", "net/http.(*conn).serve",
    ]);

    static readonly PrefixSet Prefixes = new(
    [
        "g_main_", "g_closure_", "g_signal_emit", "g_cclosure_", "g_timeout_dispatch", "g_idle_dispatch", "g_io_", "g_source_", "g_thread_", "g_child_watch_", "g_unix_signal_",
        "_g_closure_", "_gtk_marshal_", "gtk_marshal_", "gdk_event", "gdk_threads_", "_gdk_event", "xcb_", "_xcb_", "PyEval_", "PyObject_", "_PyEval_", "_PyObject_", "PyRun_", "Py_Main",
        "_PyFunction_", "builtin_", "pyg_closure_", "pyglib_", "js_Invoke", "js_Interpret", "js::Interpret", "js::Invoke", "js::Run", "JS_Call", "NS_InvokeByIndex", "nsAppShell::",
        "nsBaseAppShell::", "nsThread::", "MessageLoop::", "base::MessagePump", "base::RunLoop", "base::TaskAnnotator", "base::sequence_manager", "QApplication::", "QApplicationPrivate::",
        "QCoreApplication::", "QCoreApplicationPrivate::", "QGuiApplication", "QEventDispatcher", "QEventLoop", "QMetaObject::", "QMetaCallEvent::", "QMetaMethod::", "QThread::",
        "QThreadPrivate::", "QGuiEventDispatcher", "QETWidget::", "QWindowSystemInterface", "doActivate<", "void doActivate", "__CFRUNLOOP_IS_", "_CFRunLoop", "__CFRunLoop", "v8::internal::Builtins_",
        "Builtins_", "node::", "tokio::runtime::", "std::thread::", "rayon_core::", "core::ops::function::", "futures_", "java.lang.reflect.", "jdk.internal.reflect.", "sun.reflect.",
        "java.util.concurrent.ThreadPoolExecutor", "java.util.concurrent.FutureTask", "java.lang.invoke.", "kotlinx.coroutines.", "kotlin.coroutines.", "kotlin.reflect.",
        "System.Threading.Tasks.", "System.Threading.ExecutionContext.", "System.Runtime.CompilerServices.", "System.Reflection.", "Zone", "webpack", "access$", "Module../", "testing.tRunner",
    ]);

    static readonly SearchValues<string> Parts = SearchValues.Create(["_cclosure_marshal_", "_marshal_VOID", "_marshal_BOOLEAN", "$$FastClassBy", "$$EnhancerBy", "$$SpringCGLIB", "$Proxy", "LambdaForm$", "$HibernateProxy$", "MockitoMock$", "$$Lambda"], StringComparison.Ordinal);

    public static bool Is(string function) => Names.Contains(function) || Prefixes.StartsAny(function) || function.AsSpan().ContainsAny(Parts);
}
