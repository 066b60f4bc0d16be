namespace Inquest.Web.Views;

/// <summary>A release: its gate, its rates, its segments, what was decided.</summary>
public sealed record ReleasePage
{
    public required Shell Shell { get; init; }

    public required string Version { get; init; }

    public required GateView Gate { get; init; }

    public RateView? Users { get; init; }

    public RateView? Sessions { get; init; }

    public RateView? AnrFree { get; init; }

    public RateView? OomFree { get; init; }

    /// <summary>Crash-free users once late reports have come; null: too little to learn from.</summary>
    public string? Nowcast { get; init; }

    public string Adoption { get; init; } = "";

    public int Days { get; init; }

    public IReadOnlyList<SegmentRow> Segments { get; init; } = [];

    public DayChart? UsersChart { get; init; }

    public DayChart? CrashesChart { get; init; }

    public IReadOnlyList<DecisionRow> Decisions { get; init; } = [];

    public string Path => "/releases/" + Uri.EscapeDataString(Version);
}

/// <summary>A segment of a release; users count once a day.</summary>
public sealed record SegmentRow(string Dimension, string Value, RateView Users, RateView Sessions, long Anr, long Oom);

/// <summary>A decision of the past.</summary>
/// <param name="Replayed">True: made again from its input it is the same; null: a person's.</param>
public sealed record DecisionRow(
    DateTimeOffset At, string Verdict, string Reason, string State, string Share, string Actor, string Note, string Figures, string Told, bool? Replayed);
