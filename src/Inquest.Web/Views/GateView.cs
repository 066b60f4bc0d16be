namespace Inquest.Web.Views;

/// <summary>What the gate says of a release.</summary>
public sealed record GateView
{
    /// <summary><c>pass</c>, <c>halt</c> or <c>insufficient_data</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary><c>advancing</c>, <c>waiting</c>, <c>halted</c>, <c>overridden</c>, <c>complete</c> or <c>unknown</c>.</summary>
    public required string State { get; init; }

    /// <summary>In a sentence.</summary>
    public required string Words { get; init; }

    /// <summary>What is missing, each with what to do about it.</summary>
    public IReadOnlyList<(string What, string Next)> Missing { get; init; } = [];

    public string? Baseline { get; init; }

    /// <summary>Shares of the plan, and the step it is on.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    public int Step { get; init; }

    public DateTimeOffset? Since { get; init; }

    public RateView? Rate { get; init; }

    public RateView? BaselineRate { get; init; }

    public string Unit { get; init; } = "users";

    public string WorseEvidence { get; init; } = "";

    public string HaltAt { get; init; } = "";

    public string GoodEvidence { get; init; } = "";

    public string AdvanceAt { get; init; } = "";

    /// <summary>Users after which the best test would see a release that is worse by the margin.</summary>
    public string? Power { get; init; }

    public IReadOnlyList<(string Name, string Evidence, bool IsGuilty)> Segments { get; init; } = [];

    public IReadOnlyList<CauseRow> Causes { get; init; } = [];

    public string StateWords => State switch
    {
        "waiting" => "waiting for data",
        "unknown" => "no gate",
        _ => State,
    };

    public string Chip => Verdict == "halt" ? "crash" : State switch
    {
        "overridden" => "warn",
        "complete" => "done",
        _ when Verdict == "pass" => "done",
        _ => "new",
    };
}

/// <summary>An issue that explains a part of the difference.</summary>
public sealed record CauseRow(long IssueId, string ShortId, string Title, bool IsNew, long Crashes, string Expected, string Share);
