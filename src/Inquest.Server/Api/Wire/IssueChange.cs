namespace Inquest.Server.Api.Wire;

/// <summary>A decision about an issue.</summary>
/// <param name="State"><c>open</c>, <c>resolved</c> or <c>ignored</c>.</param>
/// <param name="InNextRelease">With <c>resolved</c>: events of the last release do not reopen it.</param>
sealed record IssueChange(string? State, bool InNextRelease = false);
