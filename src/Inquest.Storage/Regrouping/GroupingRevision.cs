namespace Inquest.Storage.Regrouping;

/// <summary>One rule set that held or holds, and how far it has been applied to the past.</summary>
/// <param name="Revision">From 1; the highest one holds.</param>
/// <param name="Text">The rule file.</param>
/// <param name="Note">E.g. <c>takes back 3</c>.</param>
/// <param name="Actor">Who saved it.</param>
/// <param name="CreatedAt">Unix milliseconds.</param>
/// <param name="Phase"><c>planning</c>, <c>moving</c>, <c>done</c> or <c>replaced</c> by a later one before it was done.</param>
/// <param name="LookedAt">Stored events looked at so far.</param>
/// <param name="Moved">Events that went to another issue.</param>
/// <param name="CreatedIssues">Issues that were made by splits.</param>
/// <param name="DoneAt">Unix milliseconds.</param>
public sealed record GroupingRevision(
    long Revision, string Text, string Note, string Actor, long CreatedAt, string Phase, long LookedAt, long Moved, long CreatedIssues, long? DoneAt);
