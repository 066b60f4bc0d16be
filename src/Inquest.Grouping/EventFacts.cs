namespace Inquest.Grouping;

/// <summary>What grouping wants to know of an event beside its stack; stored with the stack, so that the report need not be read again.</summary>
public sealed record EventFacts
{
    /// <summary>As Report.Kind, or <c>out-of-memory</c>.</summary>
    public string Kind { get; init; } = "error";

    public string Platform { get; init; } = "other";

    public string Level { get; init; } = "error";

    /// <summary>Type of the exception whose stack decides; null for synthetic ones and for crashes without exception.</summary>
    public string? Type { get; init; }

    /// <summary>Types of the whole chain, the outermost first, for rules.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The deciding exception's text.</summary>
    public string? Value { get; init; }

    public string? Mechanism { get; init; }

    /// <summary>The message before its parameters were put in, or the message as it is.</summary>
    public string? Message { get; init; }

    public string? Release { get; init; }

    public string? Transaction { get; init; }

    public string? Logger { get; init; }

    /// <summary>What groups an event that has neither stack nor message: assertion, reason, transaction or kind.</summary>
    public string? Fallback { get; init; }

    /// <summary>The client's own fingerprint, tokens unexpanded, within <see cref="GroupingLimits"/>.</summary>
    public IReadOnlyList<string> ClientFingerprint { get; init; } = [];

    /// <summary>The client's fingerprint was longer than is believed.</summary>
    public bool ClientFingerprintCut { get; init; }

    /// <summary>The tags that the client's fingerprint names.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
