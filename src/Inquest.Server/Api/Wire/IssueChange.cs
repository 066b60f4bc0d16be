namespace Inquest.Server.Api.Wire;

/// <summary>A decision about an issue; at least one of state and assignee.</summary>
/// <param name="State"><c>open</c>, <c>resolved</c> or <c>ignored</c>.</param>
/// <param name="InNextRelease">With <c>resolved</c>: events of the last release do not reopen it.</param>
/// <param name="IgnoreDays">With <c>ignored</c>: the first event after so many days brings it back.</param>
/// <param name="IgnoreEvents">With <c>ignored</c>: so many more events bring it back.</param>
/// <param name="Assignee">E-mail address of a member, or empty for nobody.</param>
sealed record IssueChange(string? State, bool InNextRelease = false, int? IgnoreDays = null, long? IgnoreEvents = null, string? Assignee = null);
