namespace Inquest.Web.Views;

/// <summary>Rows of issues, with or without boxes to pick them.</summary>
/// <param name="KeepsColumn">Leaves the place of the boxes free when there are none.</param>
public sealed record IssueRowsView(IReadOnlyList<IssueRow> Issues, DateTimeOffset Now, bool CanSelect, bool KeepsColumn = false);
