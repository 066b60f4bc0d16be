using System.Diagnostics;
using System.Runtime.CompilerServices;
using Inquest.Client.Consent;
using Inquest.Client.Delivery;
using Inquest.Client.Events;
using Inquest.Client.Native;
using Inquest.Client.Runs;
using Inquest.Client.Sampling;
using Inquest.Client.Sending;
using Inquest.Client.Spool;
using Inquest.Protocol.Auth;

namespace Inquest.Client;

/// <summary>A running client. Most programs use the one behind <see cref="InquestSdk"/>; hosts register it as a service.</summary>
/// <remarks>No member throws because of what it reports, and none waits for the network unless its name says so.</remarks>
public sealed class InquestClient : IDisposable
{
    // Given back when the process runs out of memory, so that there is some to write the report with.
    const int ReserveBytes = 1 << 20;

    readonly InquestOptions _options;
    readonly Action<ReportLevel, string, Exception?> _say;
    readonly AsyncLocal<Scope?> _pushed = new();
    readonly ConditionalWeakTable<Exception, object> _captured = [];
    readonly Lock _crashGate = new();
    readonly SpoolFolder? _spool;
    readonly ConsentFile? _consent;
    readonly HttpClient? _http;
    readonly Run? _run;
    readonly LibInquest? _native;
    readonly Outbox? _outbox;
    readonly EventJson? _json;
    readonly ReportSampler? _sampler;
    readonly CategoryLimits? _limited;
    readonly DropCounts _drops = new();
    readonly string _sessionId = Inquest.Protocol.EventId.New();
    byte[]? _reserve;
    int _errors;
    bool _isClosed;

    InquestClient(InquestOptions options)
    {
        _options = options;
        _say = options.Diagnostics ?? ((level, text, _) => WriteProblem(level, text));
        Scope = new Scope(options.BreadcrumbsMax, options.TimeProvider);
        InquestDefaults.Fill(options);
        if (string.IsNullOrEmpty(options.Dsn))
        {
            _say(ReportLevel.Info, "No DSN is set: nothing is reported. Set InquestOptions.Dsn or the variable INQUEST_DSN.", null);
            return;
        }

        if (!Dsn.TryParse(options.Dsn, out var dsn))
        {
            _say(ReportLevel.Error, "The DSN is not of the form https://KEY@HOST/PROJECT: nothing is reported. Copy it from the project's settings.", null);
            return;
        }

        try
        {
            _spool = new SpoolFolder(options.DatabasePath!);
            _consent = options.RequireConsent ? new ConsentFile(_spool, options.TimeProvider) : null;
            var now = options.TimeProvider.GetUtcNow();
            _run = Run.TryStart(RunsFolder, new RunState
            {
                Id = _sessionId,
                DistinctId = options.DistinctId ?? InquestDefaults.InstallationId(options.DatabasePath!),
                Release = options.Release!,
                Environment = options.Environment,
                RunStarted = now,
                Timestamp = now,
                Told = true,
            }) ?? throw new IOException("the folder of runs cannot be written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            _spool = null;
            _say(ReportLevel.Error, $"The folder {options.DatabasePath} cannot be used ({e.Message}): nothing is reported. Set InquestOptions.DatabasePath to one that can be written.", e);
            return;
        }

        var previous = PreviousRuns.Take(RunsFolder, _spool, options.StartupCrashWindow, options.Limits);
        CrashedLastRun = previous.Crashed;
        _limited = new CategoryLimits(options.TimeProvider);
        _sampler = new ReportSampler(options.Sampling, options.TimeProvider);
        _json = new EventJson(options.Limits, new InAppRule(options.NotInApp),
            new EventFacts(_sessionId, options.TimeProvider.GetUtcNow(), options.SendMachineName ? Environment.MachineName : null), options.ReadLineNumbers);
        _http = new HttpClient(new LimitObserver(_limited, options.CreateHttpHandler?.Invoke() ?? new SocketsHttpHandler())) { Timeout = Timeout.InfiniteTimeSpan };
        _outbox = CreateOutbox(dsn!);
        _reserve = GC.AllocateUninitializedArray<byte>(ReserveBytes);
        foreach (var run in previous.HandOver(_drops, _run))
        {
            _outbox.Tell(run);
        }

        _native = StartNative(dsn!);
        if (options.AutoSessionTracking)
        {
            StartSession();
        }

        ProcessHooks.Add(this);
        _outbox.Start();
        if (previous.CrashedAtStart)
        {
            // It may never live long enough for the background: send before anything else can happen.
            _say(ReportLevel.Info, "The last run crashed at its start; its report is sent first.", null);
            _ = WaitFor(FlushAsync(options.StartupUploadTimeout), options.StartupUploadTimeout);
        }
    }

    /// <summary>False without a DSN, or when it or the folder is no good: every member then does nothing.</summary>
    public bool IsEnabled => _spool is not null && !_isClosed;

    /// <summary>The run before this one, in the same folder, ended in a crash.</summary>
    public bool CrashedLastRun { get; }

    /// <summary>What goes with all reports; <see cref="PushScope"/> for a part of the program.</summary>
    public Scope Scope { get; }

    /// <summary>The scope that holds here: the one pushed last in this flow of control, else <see cref="Scope"/>.</summary>
    public Scope CurrentScope => _pushed.Value ?? Scope;

    internal InquestOptions Options => _options;

    string OfflineFolder => Path.Combine(_options.DatabasePath!, "offline");

    bool IsRevoked => _consent?.State == ConsentState.Revoked;

    string RunsFolder => Path.Combine(_options.DatabasePath!, "runs");

    /// <summary>Starts a client. On bad options one line says what is wrong, and the program runs on uncaptured.</summary>
    public static InquestClient Start(InquestOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new InquestClient(options);
    }

    /// <summary>Lays a copy of the current scope over it until the result is disposed of.</summary>
    public IDisposable PushScope()
    {
        var before = _pushed.Value;
        _pushed.Value = CurrentScope.Clone();
        return new PushedScope(() => _pushed.Value = before);
    }

    /// <summary>Reports an exception that was caught.</summary>
    /// <param name="exception">With its inner ones.</param>
    /// <param name="change">Last word on the report.</param>
    /// <param name="mechanism">Who caught it.</param>
    /// <returns>The report's id; null when it is not sent: switched off, sampled, or the same object was reported before.</returns>
    public string? CaptureException(Exception exception, Action<OutgoingReport>? change = null, string mechanism = "generic")
    {
        ArgumentNullException.ThrowIfNull(exception);
        // A logger, a middleware and the app itself often report one exception each.
        return IsEnabled && _captured.TryAdd(exception, this)
            ? Guarded(() => CaptureHandled(new OutgoingReport(Now) { Exception = exception, Mechanism = mechanism }, change))
            : null;
    }

    /// <summary>Reports a text.</summary>
    /// <returns>The report's id; null when it is not sent.</returns>
    public string? CaptureMessage(string message, ReportLevel level = ReportLevel.Info, Action<OutgoingReport>? change = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        return IsEnabled ? Guarded(() => CaptureHandled(new OutgoingReport(Now) { Message = message, Level = level }, change)) : null;
    }

    public void AddBreadcrumb(Breadcrumb breadcrumb)
    {
        ArgumentNullException.ThrowIfNull(breadcrumb);
        if (IsEnabled && (_options.BeforeBreadcrumb is { } filter ? filter(breadcrumb) : breadcrumb) is { } kept)
        {
            CurrentScope.AddBreadcrumb(kept);
        }
    }

    /// <summary>What the person of this machine says, for this app and all its runs: see <see cref="InquestOptions.RequireConsent"/>.</summary>
    /// <param name="given">False deletes every report that waits before it returns, and captures nothing more.</param>
    /// <param name="textVersion">Which text was shown.</param>
    /// <exception cref="InvalidOperationException">The app did not ask for consent to be required.</exception>
    public void SetConsent(bool given, int textVersion = 1)
    {
        if (!IsEnabled)
        {
            return;
        }

        var consent = _consent ?? throw new InvalidOperationException("Set InquestOptions.RequireConsent before the client starts.");
        consent.Set(given ? ConsentState.Given : ConsentState.Revoked, textVersion);
        if (given)
        {
            _outbox!.ConsentCame();
            return;
        }

        _outbox!.Clear();
        new SpoolFolder(OfflineFolder).Erase();
        _native?.Stop();
    }

    /// <summary>Begins the run's session, which its errors and its end are counted for. A second call changes nothing.</summary>
    public void StartSession() => ChangeSession(static (state, now, _) =>
        state.SessionStarted is null ? state with { SessionStarted = now, Timestamp = now } : state);

    /// <summary>Ends it before the process does.</summary>
    public void EndSession() => ChangeSession(static (state, now, errors) =>
        state is { SessionStarted: not null, HasEnded: false } ? state with { Status = RunStatus.Exited, Errors = errors, Timestamp = now } : state);

    /// <summary>Waits until what was captured is taken by the server.</summary>
    /// <returns>False when it took longer or the server cannot be reached; what is left is sent later.</returns>
    public async Task<bool> FlushAsync(TimeSpan timeout)
    {
        if (_outbox is null)
        {
            return true;
        }

        using var patience = new CancellationTokenSource(timeout, _options.TimeProvider);
        try
        {
            // Off the caller's context: a user interface may be waiting for us.
            return await Task.Run(() => _outbox.FlushAsync(patience.Token), CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Sends what is there, ends the session and takes the hooks out.</summary>
    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        if (IsEnabled)
        {
            ProcessHooks.Remove(this);
            ProcessEnds();
            _native?.Stop();
        }

        _isClosed = true;
        _outbox?.Dispose();
        _run?.Dispose();
        _http?.Dispose();
    }

    /// <summary>Nobody caught it and the process ends. Returns when the report is on disk and, within a bound, with the server.</summary>
    internal void CaptureCrash(object? thrown)
    {
        if (!IsEnabled || IsRevoked)
        {
            return;
        }

        lock (_crashGate)
        {
            _reserve = null;
            var exception = thrown as Exception ?? new InvalidOperationException($"Something that is no exception was thrown: {thrown}");
            var report = new OutgoingReport(Now) { Exception = exception, Mechanism = "AppDomain.UnhandledException", IsCrash = true, Level = ReportLevel.Fatal };
            _ = Guarded(() => StoreCrash(report));
            _ = Guarded(() => EndCrashed());
        }

        _ = WaitFor(FlushAsync(_options.CrashTimeout), _options.CrashTimeout);
    }

    internal void CaptureUnobserved(AggregateException exception)
    {
        // What the task threw is the error; the aggregate is only how the runtime says it.
        var inner = exception.InnerExceptions.Count == 1 ? exception.InnerExceptions[0] : exception;
        _ = CaptureException(inner, mechanism: "UnobservedTaskException");
    }

    /// <summary>Sends what is queued, within the bound of a shutdown; everything stays in place.</summary>
    internal void Quiesce()
    {
        if (IsEnabled)
        {
            _ = WaitFor(FlushAsync(_options.ShutdownTimeout), _options.ShutdownTimeout);
        }
    }

    /// <summary>The process ends in order.</summary>
    internal void ProcessEnds()
    {
        if (!IsEnabled)
        {
            return;
        }

        EndSession();
        _ = WaitFor(FlushAsync(_options.ShutdownTimeout), _options.ShutdownTimeout);
        _outbox!.Save();
        _run!.KeepDrops(_drops.Snapshot());
        if (!_run.IsUntold && _drops.IsEmpty)
        {
            _run.Forget();
        }
    }

    internal void OnUnhandled(object sender, UnhandledExceptionEventArgs e) => CaptureCrash(e.ExceptionObject);

    // Not marked as observed: what the app's own settings make of it is not ours to change.
    internal void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e) => CaptureUnobserved(e.Exception);

    internal void OnProcessExit(object? sender, EventArgs e) => ProcessEnds();

    DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    string? CaptureHandled(OutgoingReport report, Action<OutgoingReport>? change)
    {
        CurrentScope.Apply(report);
        Stamp(report);
        change?.Invoke(report);
        if (report.Level >= ReportLevel.Error)
        {
            NoteError();
        }

        if (IsRevoked)
        {
            return null;
        }

        if (_limited!.ErrorsAreLimited)
        {
            _drops.Add(DropCounts.RateLimited);
            return null;
        }

        if (ReasonToLeaveOut(_sampler!.Decide(ReportFingerprint.Of(report))) is { } reason)
        {
            _drops.Add(reason);
            return null;
        }

        if (_options.BeforeSend?.Invoke(report) == false)
        {
            _drops.Add(DropCounts.BeforeSend);
            return null;
        }

        _outbox!.Enqueue(new QueuedReport(report.EventId, Write(report)));
        return report.EventId;
    }

    string? StoreCrash(OutgoingReport report)
    {
        CurrentScope.Apply(report);
        Stamp(report);
        if (_options.BeforeSend is { } filter && Guarded(() => filter(report) ? "" : null, whenItFails: "") is null)
        {
            _drops.Add(DropCounts.BeforeSend);
            return null;
        }

        byte[] json;
        try
        {
            json = Write(report);
        }
#pragma warning disable CA1031 // Out of memory, a ToString that throws: something must be kept of a crash.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _say(ReportLevel.Error, "The crash report could not be written in full.", e);
            json = MinimalEvent.Write(report);
        }

        _spool!.Add(report.EventId, json);
        _outbox!.CrashWaits();
        _outbox.Save();
        return report.EventId;
    }

    string? EndCrashed()
    {
        _run!.Update(state => state with { Status = RunStatus.Crashed, Errors = Volatile.Read(ref _errors) + 1, Timestamp = Now, Drops = _drops.Snapshot() });
        _outbox!.Tell(_run);
        _native?.Stop();
        return null;
    }

    void Stamp(OutgoingReport report)
    {
        report.Release ??= _options.Release;
        report.Environment ??= _options.Environment;
    }

    byte[] Write(OutgoingReport report)
    {
        var activity = Activity.Current;
        var json = _json!.Write(report, activity);
        if (json.Length <= _options.Limits.MaxEventBytes)
        {
            return json;
        }

        // The stack says most; what the app added says least per byte.
        report.Extra.Clear();
        report.Contexts.Clear();
        report.Breadcrumbs = [];
        report.Tags["inquest.cut"] = "extra, contexts and breadcrumbs were too large";
        json = _json.Write(report, activity);
        return json.Length <= _options.Limits.MaxEventBytes ? json : MinimalEvent.Write(report);
    }

    void NoteError()
    {
        if (Interlocked.Increment(ref _errors) == 1)
        {
            ChangeSession(static (state, now, errors) => state is { SessionStarted: not null, HasEnded: false }
                ? state with { Errors = errors, Timestamp = now } : state);
        }
    }

    void ChangeSession(Func<RunState, DateTimeOffset, int, RunState> change)
    {
        if (!IsEnabled)
        {
            return;
        }

        var now = Now;
        _run!.Update(state => change(state, now, Volatile.Read(ref _errors)));
        if (_run.IsUntold)
        {
            _outbox!.Tell(_run);
        }
    }

    static string? ReasonToLeaveOut(SamplingDecision decision) => decision switch
    {
        SamplingDecision.LeftOutByRate => DropCounts.SampleRate,
        SamplingDecision.OverFingerprintCap => DropCounts.TooManyCopies,
        SamplingDecision.Spike => DropCounts.Spike,
        _ => null,
    };

    Outbox CreateOutbox(Dsn dsn)
    {
        // The outbox waits between tries, so that a server that limits errors still gets sessions.
        var limits = _options.Limits with { MaxRetryAfter = TimeSpan.Zero };
        var offline = new SpoolFolder(OfflineFolder);
        var delivery = _options.Delivery with { Consent = _consent };
        // Handled errors were sampled when they were captured; the daily limit on copies is for crashes.
        var unlimited = limits with { MaxUploadsPerFingerprint = limits.MaxOfflineReports, MaxReports = limits.MaxOfflineReports };
        return new Outbox(_spool!, offline,
            new ReportUploader(_spool!, dsn, _http!, limits, _options.TimeProvider, delivery),
            // One question is enough: the one about crashes.
            new ReportUploader(offline, dsn, _http!, unlimited, _options.TimeProvider, delivery with { AskConsent = null }),
            new EnvelopeSender(_http!, dsn, limits, _options.TimeProvider), _limited!, _drops, _consent, _options, _say);
    }

    LibInquest? StartNative(Dsn dsn)
    {
        if (_options.NativeCapture == NativeCapture.Off || IsRevoked)
        {
            return null;
        }

        var native = LibInquest.TryStart(_options.NativeLibraryPath, _options.DatabasePath!, _options, dsn.ToString(), _sessionId, out var problem);
        if (native is null)
        {
            // Not an error unless somebody asked for it by name.
            _say(_options.NativeLibraryPath is null ? ReportLevel.Info : ReportLevel.Warning, problem, null);
        }
        else
        {
            Scope.MirrorTo(native);
        }

        return native;
    }

    string? Guarded(Func<string?> work, string? whenItFails = null)
    {
        try
        {
            return work();
        }
#pragma warning disable CA1031 // The edge between us and the app: reporting must never be what breaks it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _drops.Add(DropCounts.Internal);
            _say(ReportLevel.Error, "A report could not be made.", e);
            return whenItFails;
        }
    }

    // The crashing thread or the end of the process: there is nothing left to block.
    static bool WaitFor(Task<bool> task, TimeSpan timeout)
    {
        try
        {
            return task.Wait(timeout + TimeSpan.FromMilliseconds(100)) && task.Result;
        }
        catch (AggregateException)
        {
            return false;
        }
    }

    static void WriteProblem(ReportLevel level, string text)
    {
        if (level >= ReportLevel.Warning)
        {
            Console.Error.WriteLine("inquest: " + text);
        }
    }

    sealed class PushedScope(Action pop) : IDisposable
    {
        Action? _pop = pop;

        public void Dispose() => Interlocked.Exchange(ref _pop, null)?.Invoke();
    }
}
