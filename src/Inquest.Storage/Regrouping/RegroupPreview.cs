namespace Inquest.Storage.Regrouping;

/// <summary>What a rule set would do to stored events.</summary>
public sealed record RegroupPreview
{
    public long LookedAt { get; init; }

    /// <summary>Events that would go to another issue.</summary>
    public long Moved { get; init; }

    /// <summary>Issues that would become part of another one.</summary>
    public int Merged { get; init; }

    /// <summary>Issues of which a part would leave.</summary>
    public int Split { get; init; }

    /// <summary>Issues that would be made.</summary>
    public int Created { get; init; }

    /// <summary>Resolved issues that would get events younger than their resolution.</summary>
    public int Reopened { get; init; }

    /// <summary>The largest changes first, within a limit.</summary>
    public IReadOnlyList<RegroupChange> Changes { get; init; } = [];

    /// <summary>Changes in all.</summary>
    public int ChangeCount { get; init; }

    /// <summary>Pinned examples that the rule set would get wrong.</summary>
    public IReadOnlyList<FailedPin> FailedPins { get; init; } = [];

    public int PinCount { get; init; }
}

/// <summary>Events of one issue that would go to another.</summary>
/// <param name="From">Short id, e.g. <c>GAME-12</c>.</param>
/// <param name="FromTitle">Its title.</param>
/// <param name="To">Short id; null for an issue that would be made.</param>
/// <param name="ToTitle">Its title.</param>
/// <param name="Events">How many.</param>
/// <param name="Whole">True when nothing would be left.</param>
/// <param name="Signature">What would decide.</param>
/// <param name="Explanation">Which frames and rules, in a sentence.</param>
/// <param name="Examples">Event ids, 32 hex digits.</param>
public sealed record RegroupChange(
    string From, string FromTitle, string? To, string? ToTitle, long Events, bool Whole, string Signature, string Explanation, IReadOnlyList<string> Examples);

/// <summary>A pinned example that would end elsewhere.</summary>
/// <param name="Line">Of the rule file.</param>
/// <param name="EventId">32 hex digits.</param>
/// <param name="Wanted">The issue that the rule set names.</param>
/// <param name="Got">Where it would be; null for an issue that would be made, or when the event is not there.</param>
/// <param name="Reason">In words.</param>
public sealed record FailedPin(int Line, string EventId, string Wanted, string? Got, string Reason);
