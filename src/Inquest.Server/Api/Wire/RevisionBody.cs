namespace Inquest.Server.Api.Wire;

/// <summary>A rule set that holds or held; revision 0 is the empty one before the first.</summary>
sealed record RevisionBody(
    long Revision, string Text, string Note, string Actor, DateTimeOffset? CreatedAt, string Phase, long LookedAt, long Moved, long CreatedIssues, DateTimeOffset? DoneAt);
