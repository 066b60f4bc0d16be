namespace Inquest.Web.Views;

/// <summary>What makes rates wrong.</summary>
public sealed record FindingsPage
{
    public required Shell Shell { get; init; }

    public IReadOnlyList<FindingRow> Rows { get; init; } = [];

    public int Days { get; init; }
}

/// <summary>A finding, with its way out.</summary>
/// <param name="Weight"><c>note</c>, <c>warning</c> or <c>wrong</c>.</param>
public sealed record FindingRow(string Code, string Weight, string? Release, string? Sdk, string What, string Fix);
