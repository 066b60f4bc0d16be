using Inquest.Health.Gate;
using Inquest.Health.Rollout;

namespace Inquest.Server.Releases;

/// <summary>What a project asks of its releases: rule, rollout plan, objective, sampling, who is told.</summary>
sealed record GateSettings
{
    public double Alpha { get; init; } = .01;

    public double HoldEvidence { get; init; } = 20;

    public double AdvanceEvidence { get; init; } = 20;

    /// <summary>How much lower crash-free users may be than the predecessor's.</summary>
    public double Margin { get; init; } = .0015;

    public double MaximumAgeHours { get; init; } = 168;

    public IReadOnlyList<GateStep> Steps { get; init; } =
        [.. RolloutPlan.Default.Steps.Select(step => new GateStep(step.Share, step.MinimumTime.TotalHours, step.MinimumUsers))];

    /// <summary>Environment that gates look at; empty: all together.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Share of crash-free users promised, over <see cref="ObjectiveDays"/>.</summary>
    public double Objective { get; init; } = .995;

    public int ObjectiveDays { get; init; } = 28;

    /// <summary>Probability with which clients send sessions and crashes, where they sample; null: what client reports say.</summary>
    public double? SessionRate { get; init; }

    public double? CrashRate { get; init; }

    /// <summary>Addresses that are told of each decision.</summary>
    public IReadOnlyList<GateHook> Hooks { get; init; } = [];

    public GateRule Rule() => new()
    {
        Alpha = Alpha,
        HoldEvidence = HoldEvidence,
        AdvanceEvidence = AdvanceEvidence,
        Margin = Margin,
        MaximumAge = TimeSpan.FromHours(MaximumAgeHours),
    };

    public RolloutPlan Plan() => new([.. Steps.Select(step => new RolloutStep(step.Share, TimeSpan.FromHours(step.MinimumHours), step.MinimumUsers))]);

    /// <summary>A sentence about what cannot be, or null.</summary>
    public string? Problem()
    {
        if (!(Alpha is > 0 and <= .5) || !(HoldEvidence >= 1) || !(AdvanceEvidence >= 1) || HoldEvidence > 1 / Alpha)
        {
            return "alpha lies above 0 and at most 0.5; holdEvidence and advanceEvidence are at least 1, and holdEvidence at most 1/alpha.";
        }

        if (!(Margin is > 0 and < 1) || !(MaximumAgeHours is > 0 and <= 24 * 90) || !(Objective is > 0 and < 1) || ObjectiveDays is < 1 or > 90)
        {
            return "margin and objective lie between 0 and 1, maximumAgeHours is at most 2160, objectiveDays at most 90.";
        }

        if (SessionRate is not (null or (> 0 and <= 1)) || CrashRate is not (null or (> 0 and <= 1)))
        {
            return "sessionRate and crashRate lie above 0 and at most 1.";
        }

        if (Environment.Length > ReleaseLimits.EnvironmentLengthMax || Hooks.Count > ReleaseLimits.HooksMax)
        {
            return $"environment has at most {ReleaseLimits.EnvironmentLengthMax} characters, hooks are at most {ReleaseLimits.HooksMax}.";
        }

        if (Hooks.Any(hook => !Uri.TryCreate(hook.Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
        {
            return "Each hook needs an http or https address.";
        }

        try
        {
            _ = Plan();
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}

/// <summary>One step of the plan.</summary>
sealed record GateStep(double Share, double MinimumHours, long MinimumUsers);

/// <summary>An address that is told of decisions; bodies are signed with the secret.</summary>
sealed record GateHook(string Url, string? Secret = null);
