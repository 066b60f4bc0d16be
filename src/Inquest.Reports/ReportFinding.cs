namespace Inquest.Reports;

/// <summary>A problem of the input or of its processing that a reader of the report should know of.</summary>
/// <param name="Code">Stable kebab-case name.</param>
/// <param name="Detail">One sentence for people.</param>
public sealed record ReportFinding(string Code, string Detail);
