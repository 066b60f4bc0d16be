namespace Inquest.Server.Api.Wire;

/// <summary>What the gate says.</summary>
sealed record GateBody
{
    public required string Release { get; init; }

    public string? Environment { get; init; }

    public string? Baseline { get; init; }

    /// <summary><c>pass</c>, <c>halt</c> or <c>insufficient_data</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary><c>advancing</c>, <c>waiting</c>, <c>halted</c>, <c>overridden</c>, <c>complete</c>, <c>unknown</c>.</summary>
    public required string State { get; init; }

    /// <summary>Share of users who may have the release now.</summary>
    public double? Share { get; init; }

    public required IReadOnlyList<GateReasonBody> Reasons { get; init; }

    public GateMetricsBody? Metrics { get; init; }

    public IReadOnlyList<GateSegmentBody>? Segments { get; init; }

    public IReadOnlyList<GateCauseBody>? Causes { get; init; }
}

/// <summary>A reason, or something that is missing.</summary>
sealed record GateReasonBody(string Code, string What, string? Next = null);

/// <summary>Numbers behind a verdict. Evidence is an e-value: a halt comes at <c>haltAt</c>.</summary>
sealed record GateMetricsBody
{
    public required string Unit { get; init; }

    public required RateBody CrashFree { get; init; }

    public required RateBody BaselineCrashFree { get; init; }

    public required double WorseEvidence { get; init; }

    public required double HaltAt { get; init; }

    public required double GoodEvidence { get; init; }

    public required double AdvanceAt { get; init; }

    public required double AgeHours { get; init; }

    /// <summary>Users after which the best possible test would notice a release that is worse by the margin.</summary>
    public double? UsersToSeeMargin { get; init; }
}

/// <summary>A segment with its evidence.</summary>
sealed record GateSegmentBody(string Name, double Evidence, bool Guilty);

/// <summary>An issue that explains a part of the difference.</summary>
sealed record GateCauseBody(long IssueId, string ShortId, string Title, bool IsNew, long Crashes, double Expected, double Share);

/// <summary>A person's action.</summary>
sealed record GateAction(string? Action, string? Note, string? Environment);

/// <summary>One decision of the past.</summary>
sealed record GateDecisionBody
{
    public required long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Verdict { get; init; }

    public required string Reason { get; init; }

    public required string State { get; init; }

    public required int Step { get; init; }

    public required string Actor { get; init; }

    public string? Note { get; init; }

    /// <summary>Figures as they were.</summary>
    public System.Text.Json.JsonElement Figures { get; init; }

    /// <summary>Who was told, and what they answered.</summary>
    public System.Text.Json.JsonElement Told { get; init; }

    /// <summary>Evidence and rule, and the verdict made again from them; of one decision only.</summary>
    public System.Text.Json.JsonElement? Input { get; init; }

    public string? ReplayedVerdict { get; init; }
}
