namespace Inquest.Web.Views;

/// <summary>Releases with their rates.</summary>
public sealed record ReleasesPage
{
    public required Shell Shell { get; init; }

    public int Hours { get; init; }

    public IReadOnlyList<ReleaseRow> Rows { get; init; } = [];

    /// <summary>Findings that make a rate wrong or less sure.</summary>
    public int Findings { get; init; }

    public bool MayAdminister { get; init; }
}
