namespace Inquest.Storage.Queries;

/// <summary>A change of an issue.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Actor">A person's name, or the server's.</param>
/// <param name="What">A word of the <c>issue_history.what</c> column.</param>
/// <param name="Detail">One sentence, may be empty.</param>
/// <param name="CanUndo">It is the latest change that can be taken back.</param>
public sealed record HistoryEntry(long At, string Actor, string What, string Detail, bool CanUndo);
