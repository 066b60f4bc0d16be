using Inquest.Client.Delivery;

namespace Inquest.Client;

/// <summary>Settings of the client. What is left alone has a default that suits most programs.</summary>
public sealed class InquestOptions
{
    /// <summary><c>https://KEY@HOST/PROJECT</c>; the variable <c>INQUEST_DSN</c> when null. Empty switches the client off.</summary>
    public string? Dsn { get; set; }

    /// <summary>Program and version, <c>shop@2.1.0</c>; <c>INQUEST_RELEASE</c>, else the entry assembly's name and version.</summary>
    public string? Release { get; set; }

    /// <summary><c>INQUEST_ENVIRONMENT</c>, else the host's environment, else <c>production</c>.</summary>
    public string? Environment { get; set; }

    /// <summary>Folder for reports that wait; one below the user's local data when null. Processes may share it.</summary>
    public string? DatabasePath { get; set; }

    public bool CaptureUnhandledExceptions { get; set; } = true;

    /// <summary>Reported as handled errors: the process goes on.</summary>
    public bool CaptureUnobservedTaskExceptions { get; set; } = true;

    public NativeCapture NativeCapture { get; set; } = NativeCapture.WhenFound;

    /// <summary>Where libinquest lies; looked for beside the app and where the system has libraries when null.</summary>
    public string? NativeLibraryPath { get; set; }

    /// <summary>Starts a session with the client and ends it with the process.</summary>
    public bool AutoSessionTracking { get; set; } = true;

    /// <summary>The one who distinguishes users in session counts; a random id of this installation when null.</summary>
    public string? DistinctId { get; set; }

    public HandledSampling Sampling { get; set; } = new();

    /// <summary>Breadcrumbs that a scope keeps; the oldest goes first.</summary>
    public int BreadcrumbsMax { get; set; } = 100;

    /// <summary>The machine's name as <c>server_name</c>. Off: names of machines are often names of people.</summary>
    public bool SendMachineName { get; set; }

    /// <summary>Files and lines from PDBs beside the assemblies. Without them the server takes both from uploaded PDBs.</summary>
    public bool ReadLineNumbers { get; set; } = true;

    /// <summary>Names of assemblies that are not the app's own, beyond <c>System</c> and <c>Microsoft</c>; prefixes of dotted names.</summary>
    public IList<string> NotInApp { get; } = [];

    /// <summary>Called for each report, on the thread that captures; false drops it, which is counted. Crashes pass through here too.</summary>
    public Func<OutgoingReport, bool>? BeforeSend { get; set; }

    /// <summary>Called for each breadcrumb; null drops it.</summary>
    public Func<Breadcrumb, Breadcrumb?>? BeforeBreadcrumb { get; set; }

    /// <summary>How long a crash may wait for its report to be taken. It is on disk before; 0 leaves it to the next launch.</summary>
    public TimeSpan CrashTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the end of the process may wait for what is queued; the rest is kept on disk.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A run that crashed this soon after its start makes the next start send before it goes on.</summary>
    public TimeSpan StartupCrashWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bound of that wait.</summary>
    public TimeSpan StartupUploadTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Handler for the client's own requests: proxies, certificates. The system's proxy is used when null.</summary>
    public Func<HttpMessageHandler>? CreateHttpHandler { get; set; }

    /// <summary>What the client has to say about itself; standard error for problems at the start when null.</summary>
    public Action<ReportLevel, string, Exception?>? Diagnostics { get; set; }

    /// <summary>
    /// Nothing leaves the machine before the person said yes: by <see cref="InquestClient.SetConsent"/>, or by what
    /// <see cref="DeliveryOptions.AskConsent"/> of <see cref="Delivery"/> asks when a crash waits. Reports and session ends are kept until then;
    /// a no deletes them and stops the capture.
    /// </summary>
    public bool RequireConsent { get; set; }

    /// <summary>How crash reports travel, and who asks the person.</summary>
    public DeliveryOptions Delivery { get; set; } = DeliveryOptions.Default;

    public ClientLimits Limits { get; set; } = ClientLimits.Default;

    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
