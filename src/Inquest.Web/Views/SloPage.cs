namespace Inquest.Web.Views;

/// <summary>Objective, budget, what spent it; and the settings of gates.</summary>
public sealed record SloPage
{
    public required Shell Shell { get; init; }

    public required string Objective { get; init; }

    public int Days { get; init; }

    public required RateView Rate { get; init; }

    /// <summary>In percent of the budget; null without users.</summary>
    public string? Left { get; init; }

    public bool IsOverspent { get; init; }

    public IReadOnlyList<(string Window, string Rate, bool IsFast)> Burns { get; init; } = [];

    public string Forecast { get; init; } = "";

    public IReadOnlyList<SpendingRow> Releases { get; init; } = [];

    public IReadOnlyList<SpendingRow> Segments { get; init; } = [];

    public IReadOnlyList<SpendingRow> Issues { get; init; } = [];

    public required GateForm Form { get; init; }

    public string? Problem { get; init; }

    public bool MayAdminister { get; init; }
}

/// <summary>A part of what was spent.</summary>
public sealed record SpendingRow(string Name, string? Path, long Crashes, string Share);

/// <summary>Settings of gates as text fields.</summary>
public sealed record GateForm(
    string Objective, string ObjectiveDays, string Margin, string Alpha, string Environment, string Steps, string MinimumHours, string MinimumUsers,
    string SessionRate, string CrashRate, string Hooks);
