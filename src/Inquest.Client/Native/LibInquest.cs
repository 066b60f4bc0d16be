using System.Runtime.InteropServices;

namespace Inquest.Client.Native;

/// <summary>libinquest, loaded when it is there: what managed code cannot see, native faults, stack overflows and FailFast.</summary>
/// <remarks>inquest.h describes the calls. They never throw and are cheap; after a failed start nothing is called any more.</remarks>
sealed partial class LibInquest
{
    const string Name = "libinquest";

    // Larger than every version's options: the library fills what it knows.
    const int OptionsSpace = 1024;
    const int Ok = 0;
    const int BackendNone = 4;

    // INQUEST_FLAG_CHAIN_AT_START: the runtime was there first, and what it makes an exception of is no crash.
    const uint ChainAtStart = 1 << 8;

    // INQUEST_FLAG_NO_UPLOAD: the next start sends, which also needs to see the report to know how the run before it ended.
    const uint NoUpload = 1 << 7;

    static readonly Lock ResolverGate = new();
    static string? resolvedPath;
    static bool resolverIsSet;

    LibInquest()
    {
    }

    /// <param name="path">Where the app says it is; null looks in the usual places.</param>
    /// <param name="database">The spool.</param>
    /// <param name="options">Release and the like.</param>
    /// <param name="dsn">Written into each report.</param>
    /// <param name="sessionId">Of the run.</param>
    /// <param name="problem">Why there is none.</param>
    /// <returns>Null when it is not there or does not start.</returns>
    public static LibInquest? TryStart(string? path, string database, InquestOptions options, string dsn, string sessionId, out string problem)
    {
        problem = "";
        if (!OperatingSystem.IsLinux())
        {
            problem = "libinquest is for Linux; native faults are not captured here.";
            return null;
        }

        try
        {
            if (!Resolve(path))
            {
                problem = $"libinquest.so was not found{(path is null ? " beside the app or in the system's folders" : $" at {path}")}: "
                    + "native faults, stack overflows and FailFast leave no report. Put it beside the app, or set NativeLibraryPath.";
                return null;
            }

            return Start(database, options, dsn, sessionId, out problem) ? new LibInquest() : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            problem = $"libinquest could not be used: {e.Message}";
            return null;
        }
    }

    public void SetTag(string name, string? value) => _ = inquest_set_tag(name, value);

    public void SetUser(ReportUser? user) => _ = inquest_set_user(user?.Id, user?.Email, user?.UserName);

    public void AddBreadcrumb(Breadcrumb breadcrumb) =>
        _ = inquest_add_breadcrumb(Math.Min((int)breadcrumb.Level, (int)ReportLevel.Error), breadcrumb.Category, breadcrumb.Message);

    /// <summary>Takes no more signals: the managed report says all, and the abort that follows is not a second crash.</summary>
    public void Stop() => _ = inquest_shutdown();

    static unsafe bool Start(string database, InquestOptions options, string dsn, string sessionId, out string problem)
    {
        problem = "";
        var texts = new List<nint>();
        nint Text(string? text)
        {
            var copy = Marshal.StringToCoTaskMemUTF8(text);
            texts.Add(copy);
            return copy;
        }

        try
        {
            if (inquest_active_backend() != BackendNone)
            {
                // Started before the runtime, which is the better order: only the names are new.
                _ = inquest_set_release(options.Release);
                _ = inquest_set_environment(options.Environment);
                _ = inquest_set_session(sessionId);
                return true;
            }

            var space = stackalloc byte[OptionsSpace];
            new Span<byte>(space, OptionsSpace).Clear();
            var native = (Options*)space;
            inquest_options_init(native);
            native->Flags |= ChainAtStart | NoUpload;
            native->Database = Text(database);
            native->Dsn = Text(dsn);
            native->Release = Text(options.Release);
            native->Environment = Text(options.Environment);
            native->SessionId = Text(sessionId);
            var result = inquest_init(native);
            problem = result == Ok ? "" : $"libinquest did not start: {Marshal.PtrToStringUTF8(inquest_result_text(result))}";
            return result == Ok;
        }
        finally
        {
            texts.ForEach(Marshal.FreeCoTaskMem);
        }
    }

    static bool Resolve(string? path)
    {
        lock (ResolverGate)
        {
            foreach (var place in path is not null ? [path] : new[] { Path.Combine(AppContext.BaseDirectory, "libinquest.so"), "libinquest.so" })
            {
                if (NativeLibrary.TryLoad(place, typeof(LibInquest).Assembly, DllImportSearchPath.SafeDirectories, out _))
                {
                    resolvedPath = place;
                    break;
                }
            }

            if (resolvedPath is not null && !resolverIsSet)
            {
                resolverIsSet = true;
                NativeLibrary.SetDllImportResolver(typeof(LibInquest).Assembly, static (name, assembly, search) =>
                    name == Name && NativeLibrary.TryLoad(resolvedPath!, assembly, search, out var library) ? library : 0);
            }

            return resolvedPath is not null;
        }
    }

    // The beginning of struct inquest_options; fields only ever follow at its end.
    [StructLayout(LayoutKind.Sequential)]
    struct Options
    {
        public uint Size;
        public uint Flags;
        public nint Database;
        public nint Dsn;
        public nint Release;
        public nint Environment;
        public nint SessionId;
    }

    [LibraryImport(Name)]
    private static unsafe partial void inquest_options_init(Options* options);

    [LibraryImport(Name)]
    private static unsafe partial int inquest_init(Options* options);

    [LibraryImport(Name)]
    private static partial int inquest_shutdown();

    [LibraryImport(Name)]
    private static partial int inquest_active_backend();

    [LibraryImport(Name)]
    private static partial nint inquest_result_text(int result);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inquest_set_tag(string name, string? value);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inquest_set_user(string? id, string? email, string? username);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inquest_set_release(string? release);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inquest_set_environment(string? environment);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inquest_set_session(string? sessionId);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inquest_add_breadcrumb(int level, string? category, string message);
}
