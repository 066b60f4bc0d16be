namespace Inquest.Client;

/// <summary>The client of this process. One line at the start is all that is needed.</summary>
/// <example>
/// <code>
/// using var inquest = InquestSdk.Init("https://KEY@inquest.example/1");
/// </code>
/// </example>
public static class InquestSdk
{
    static readonly Lock Gate = new();
    static InquestClient? current;

    /// <summary>The client, once <see cref="Init(string?, Action{InquestOptions}?)"/> ran.</summary>
    public static InquestClient? Current => Volatile.Read(ref current);

    public static bool IsEnabled => Current?.IsEnabled == true;

    /// <summary>The run before this one ended in a crash.</summary>
    public static bool CrashedLastRun => Current?.CrashedLastRun == true;

    /// <summary>Starts the client. Bad options leave one line on standard error, and the program runs on uncaptured.</summary>
    /// <param name="dsn"><c>https://KEY@HOST/PROJECT</c>; the variable <c>INQUEST_DSN</c> when null.</param>
    /// <param name="configure">Everything else.</param>
    /// <returns>Sends what is queued when it is disposed of. The hooks stay until the process ends: an exception that leaves an
    /// async Main passes this disposal first, and is reported all the same.</returns>
    public static IDisposable Init(string? dsn = null, Action<InquestOptions>? configure = null)
    {
        var options = new InquestOptions { Dsn = dsn };
        configure?.Invoke(options);
        return Init(options);
    }

    /// <inheritdoc cref="Init(string?, Action{InquestOptions}?)"/>
    public static IDisposable Init(InquestOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (Gate)
        {
            if (current is { } running)
            {
                (options.Diagnostics ?? Complain)(ReportLevel.Warning, "InquestSdk.Init was called twice; the first call stays in force.", null);
                return new Flusher(running);
            }

            Volatile.Write(ref current, InquestClient.Start(options));
            return new Flusher(current!);
        }
    }

    /// <summary>Sends what is there, ends the session and takes the hooks out; a new <see cref="Init(InquestOptions)"/> may follow.</summary>
    public static void Close()
    {
        lock (Gate)
        {
            current?.Dispose();
            Volatile.Write(ref current, null);
        }
    }

    /// <inheritdoc cref="InquestClient.CaptureException"/>
    public static string? CaptureException(Exception exception, Action<OutgoingReport>? change = null) => Current?.CaptureException(exception, change);

    /// <inheritdoc cref="InquestClient.CaptureMessage"/>
    public static string? CaptureMessage(string message, ReportLevel level = ReportLevel.Info, Action<OutgoingReport>? change = null) =>
        Current?.CaptureMessage(message, level, change);

    public static void AddBreadcrumb(string message, string? category = null, ReportLevel level = ReportLevel.Info, IReadOnlyDictionary<string, string>? data = null) =>
        Current?.AddBreadcrumb(new Breadcrumb(message, category, level, data));

    /// <summary>Changes the scope that holds here.</summary>
    public static void ConfigureScope(Action<Scope> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (Current is { } client)
        {
            change(client.CurrentScope);
        }
    }

    /// <inheritdoc cref="InquestClient.PushScope"/>
    public static IDisposable PushScope() => Current?.PushScope() ?? Nothing.Instance;

    /// <inheritdoc cref="InquestClient.SetConsent"/>
    public static void SetConsent(bool given, int textVersion = 1) => Current?.SetConsent(given, textVersion);

    public static void StartSession() => Current?.StartSession();

    public static void EndSession() => Current?.EndSession();

    /// <inheritdoc cref="InquestClient.FlushAsync"/>
    public static Task<bool> FlushAsync(TimeSpan timeout) => Current?.FlushAsync(timeout) ?? Task.FromResult(true);

    static void Complain(ReportLevel level, string text, Exception? exception) => Console.Error.WriteLine("inquest: " + text);

    sealed class Flusher(InquestClient client) : IDisposable
    {
        public void Dispose() => client.Quiesce();
    }

    sealed class Nothing : IDisposable
    {
        public static Nothing Instance { get; } = new();

        public void Dispose()
        {
        }
    }
}
