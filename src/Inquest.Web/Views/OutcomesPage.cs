namespace Inquest.Web.Views;

/// <summary>What became of everything that came in.</summary>
public sealed record OutcomesPage
{
    public required Shell Shell { get; init; }

    /// <summary>Hours looked at.</summary>
    public int Hours { get; init; } = 24;

    public IReadOnlyList<OutcomeRow> Rows { get; init; } = [];

    public IReadOnlyList<FailedEventRow> Failed { get; init; } = [];
}
