namespace Inquest.Storage.Decisions;

/// <summary>What a decision needs beside its kind.</summary>
public sealed record DecisionDetails
{
    public static DecisionDetails None { get; } = new();

    /// <summary>With <see cref="IssueDecision.Ignore"/>: the first event after this moment brings the issue back.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>With <see cref="IssueDecision.Ignore"/>: so many more events bring it back.</summary>
    public long? MoreEvents { get; init; }

    /// <summary>With <see cref="IssueDecision.Assign"/>: who takes it; null for nobody.</summary>
    public long? AssigneeId { get; init; }

    /// <summary>Their name, for history.</summary>
    public string AssigneeName { get; init; } = "";
}
