using Inquest.Capture.ClientMemory;
using Inquest.Capture.Live;

namespace Inquest.Handler;

/// <summary>What an event says of a report.</summary>
sealed record ReportFacts
{
    public required Guid Id { get; init; }

    public required ReportKind Kind { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required ClientInfo Client { get; init; }

    /// <summary>Zero when nobody died.</summary>
    public int SignalNumber { get; init; }

    public int SignalCode { get; init; }

    public ulong Address { get; init; }

    public uint ProcessId { get; init; }

    public uint ThreadId { get; init; }

    public string Reason { get; init; } = "";

    public string AbortMessage { get; init; } = "";

    public IReadOnlyList<string> SoftErrors { get; init; } = [];

    /// <summary>What becomes annotations of the dump, for readers that see no event.</summary>
    public IReadOnlyList<(string Name, string Value)> Annotations()
    {
        (string Name, string Value)[] own =
        [
            ("release", Client.Release), ("environment", Client.Environment), ("session", Client.Session),
            ("kind", SignalNames.Kind(Kind)), ("backend", "handler"), ("reason", Reason),
            ("signal", SignalNumber == 0 ? "" : SignalNames.Signal(SignalNumber)), ("abort_message", AbortMessage),
            ("exception_type", Client.ExceptionType), ("exception_text", Client.ExceptionText),
        ];
        return [.. own.Where(pair => pair.Value.Length > 0), .. Client.Tags];
    }
}
