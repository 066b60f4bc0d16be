namespace Inquest.Web.Views;

/// <summary>Rows of issues, with or without boxes to pick them.</summary>
public sealed record IssueRowsView(IReadOnlyList<IssueRow> Issues, DateTimeOffset Now, bool CanSelect);
