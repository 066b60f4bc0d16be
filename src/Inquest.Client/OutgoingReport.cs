namespace Inquest.Client;

/// <summary>A report before it leaves: what <see cref="InquestOptions.BeforeSend"/> may look at and change.</summary>
public sealed class OutgoingReport
{
    internal OutgoingReport(DateTimeOffset timestamp) => Timestamp = timestamp;

    /// <summary>32 hex digits.</summary>
    public string EventId { get; } = Inquest.Protocol.EventId.New();

    public DateTimeOffset Timestamp { get; }

    public ReportLevel Level { get; set; } = ReportLevel.Error;

    public string? Message { get; set; }

    /// <summary>The message before values were put into it, when there is one: one error with many values stays one.</summary>
    public string? MessageTemplate { get; set; }

    /// <summary>Null for messages.</summary>
    public Exception? Exception { get; internal init; }

    /// <summary>Who caught it: <c>AppDomain.UnhandledException</c>, <c>ILogger</c>, <c>generic</c>.</summary>
    public string Mechanism { get; internal init; } = "generic";

    /// <summary>The program ends with it. Crashes are never sampled.</summary>
    public bool IsCrash { get; internal init; }

    /// <summary>Name of the logger that it came through, or null.</summary>
    public string? Logger { get; set; }

    public string? Release { get; set; }

    public string? Environment { get; set; }

    public string? Transaction { get; set; }

    public ReportUser? User { get; set; }

    public ReportRequest? Request { get; set; }

    public IReadOnlyList<string> Fingerprint { get; set; } = [];

    public IDictionary<string, string> Tags { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IDictionary<string, object?> Extra { get; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    public IDictionary<string, IReadOnlyDictionary<string, object?>> Contexts { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, object?>>(StringComparer.Ordinal);

    public IReadOnlyList<Breadcrumb> Breadcrumbs { get; set; } = [];
}
