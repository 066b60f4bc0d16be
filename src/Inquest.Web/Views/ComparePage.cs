namespace Inquest.Web.Views;

/// <summary>Two releases side by side.</summary>
public sealed record ComparePage
{
    public required Shell Shell { get; init; }

    public IReadOnlyList<string> Versions { get; init; } = [];

    public string A { get; init; } = "";

    public string B { get; init; } = "";

    public IReadOnlyList<(string Name, RateView? A, RateView? B)> Rates { get; init; } = [];

    public IReadOnlyList<(string Segment, RateView? A, RateView? B)> Segments { get; init; } = [];

    public IReadOnlyList<CauseRow> Causes { get; init; } = [];
}
