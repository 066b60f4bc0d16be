using Inquest.Health.Gate;
using Inquest.Health.Rates;
using Inquest.Storage.Releases;

namespace Inquest.Server.Releases;

/// <summary>What a gate says of a release, and from what.</summary>
sealed record GateAnswer
{
    public required string Release { get; init; }

    public required string Environment { get; init; }

    public string? Baseline { get; init; }

    /// <summary><c>pass</c>, <c>halt</c> or <c>insufficient_data</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary><c>advancing</c>, <c>waiting</c>, <c>halted</c>, <c>overridden</c>, <c>complete</c>, or <c>unknown</c>.</summary>
    public required string State { get; init; }

    public required GateReason Reason { get; init; }

    /// <summary>What would have to be there for a verdict.</summary>
    public IReadOnlyList<GateMissing> Missing { get; init; } = [];

    public GateDecision? Decision { get; init; }

    public GateSettings Settings { get; init; } = new();

    public Rollout? Rollout { get; init; }

    public string Unit { get; init; } = "users";

    /// <summary>Of the release since it began, and of its predecessor in the same time.</summary>
    public CrashFreeRate Rate { get; init; }

    public CrashFreeRate BaselineRate { get; init; }

    public TimeSpan Age { get; init; }

    public IReadOnlyList<GateCause> Causes { get; init; } = [];

    /// <summary>Share of users who may have it at this step.</summary>
    public double? Share => Rollout is { } rollout && rollout.Step < Settings.Steps.Count ? Settings.Steps[rollout.Step].Share : null;
}

/// <summary>Something that a verdict lacks.</summary>
/// <param name="Code">For programs.</param>
/// <param name="What">For people.</param>
/// <param name="Next">What to do about it.</param>
sealed record GateMissing(string Code, string What, string Next);

/// <summary>An issue that explains a part of the difference.</summary>
/// <param name="Excess">Crashes beyond those that the predecessor's rate would give.</param>
/// <param name="Share">Of all excess.</param>
sealed record GateCause(long IssueId, string ShortId, string Title, bool IsNew, long Crashes, double Expected, double Excess, double Share);
