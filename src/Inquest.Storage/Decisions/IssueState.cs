using System.Text.Json.Serialization;

namespace Inquest.Storage.Decisions;

/// <summary>Everything about an issue that a decision changes: what undo puts back.</summary>
sealed record IssueState
{
    public long Id { get; init; }

    public long ProjectId { get; init; }

    public string State { get; init; } = "open";

    public string? Substate { get; init; }

    public long? ResolvedAt { get; init; }

    public string? ResolvedInRelease { get; init; }

    public bool ResolvedInNextRelease { get; init; }

    public long? IgnoredUntil { get; init; }

    public long? IgnoredUntilEvents { get; init; }

    public string? RegressedInRelease { get; init; }

    public long? AssigneeId { get; init; }

    /// <summary>Read only: events so far.</summary>
    public long Events { get; init; }

    /// <summary>Read only: the release that “next” counts from.</summary>
    public string? LastRelease { get; init; }

    /// <summary>Nothing decided.</summary>
    public IssueState Cleared() => this with
    {
        Substate = null,
        ResolvedAt = null,
        ResolvedInRelease = null,
        ResolvedInNextRelease = false,
        IgnoredUntil = null,
        IgnoredUntilEvents = null,
        RegressedInRelease = null,
    };
}

/// <summary>JSON of <c>issue_history.undo_json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(IssueState))]
sealed partial class IssueStateJson : JsonSerializerContext;
