namespace Inquest.Server.Api.Wire;

/// <summary>A change of an issue.</summary>
/// <param name="What"><c>created</c>, <c>resolved</c>, <c>reopened</c>, <c>ignored</c>, <c>regressed</c>, <c>assigned</c>, <c>merged</c>, <c>split</c>, <c>undone</c>, ….</param>
/// <param name="CanUndo">It is the one that undo takes back.</param>
sealed record HistoryBody(DateTimeOffset At, string Actor, string What, string Detail, bool CanUndo);
