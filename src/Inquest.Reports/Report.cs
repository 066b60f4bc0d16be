using System.Text.Json;

namespace Inquest.Reports;

/// <summary>The facts of one crash or error, from a dump, from an SDK's event, or from both.</summary>
/// <remarks>Stored as JSON through <see cref="ReportJson"/>; additive changes only, an unknown field is ignored.</remarks>
public sealed record Report
{
    /// <summary>32 lower-case hex digits.</summary>
    public string EventId { get; init; } = "";

    /// <summary><c>native</c>, <c>csharp</c>, <c>javascript</c>, <c>node</c>, … as protocol clients name it.</summary>
    public string Platform { get; init; } = "other";

    /// <summary><c>fatal</c>, <c>error</c>, <c>warning</c>, <c>info</c> or <c>debug</c>.</summary>
    public string Level { get; init; } = "error";

    /// <summary>True when the process (or the request, for an unhandled exception) died of it.</summary>
    public bool IsCrash { get; init; }

    public DateTimeOffset Timestamp { get; init; }

    /// <summary>What the client said when it lay outside of what is believed.</summary>
    public string? OriginalTimestamp { get; init; }

    public string? Release { get; init; }

    public string? Dist { get; init; }

    public string? Environment { get; init; }

    public string? ServerName { get; init; }

    public string? Transaction { get; init; }

    public string? Logger { get; init; }

    /// <summary>The message as people read it.</summary>
    public string? Message { get; init; }

    /// <summary>The message before parameters were put in.</summary>
    public string? MessageTemplate { get; init; }

    public CrashFacts? Crash { get; init; }

    public SystemFacts System { get; init; } = new();

    public IReadOnlyList<ReportException> Exceptions { get; init; } = [];

    public IReadOnlyList<ReportThread> Threads { get; init; } = [];

    public IReadOnlyList<ReportModule> Modules { get; init; } = [];

    public IReadOnlyList<ReportModule> UnloadedModules { get; init; } = [];

    public IReadOnlyList<Breadcrumb> Breadcrumbs { get; init; } = [];

    /// <summary>Breadcrumbs that were cut because there were more than the limit.</summary>
    public int BreadcrumbsOmitted { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public ReportUser? User { get; init; }

    /// <summary>The client's own fingerprint, tokens unexpanded.</summary>
    public IReadOnlyList<string> ClientFingerprint { get; init; } = [];

    /// <summary>Contexts, extra, request, package versions: kept as the client sent them, scrubbed.</summary>
    public JsonElement? Contexts { get; init; }

    public JsonElement? Extra { get; init; }

    public JsonElement? Request { get; init; }

    public JsonElement? Packages { get; init; }

    public string? SdkName { get; init; }

    public string? SdkVersion { get; init; }

    /// <summary>Annotations of a minidump (Crashpad, Breakpad form fields), by name.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<ReportFinding> Findings { get; init; } = [];

    /// <summary>Why the report was written: <c>crash</c>, <c>hang</c>, <c>error</c>, <c>message</c>, <c>dump</c>, <c>feedback</c>, <c>security</c>.</summary>
    public string Kind { get; init; } = "error";
}
