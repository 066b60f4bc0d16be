namespace Inquest.Web.Views;

/// <summary>A change of an issue's state.</summary>
public sealed record HistoryRow(DateTimeOffset At, string Actor, string What, string Detail, bool CanUndo = false);
