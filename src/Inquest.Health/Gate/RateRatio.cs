namespace Inquest.Health.Gate;

/// <summary>One alternative that an <see cref="EProcess"/> bets on.</summary>
/// <param name="Ratio">Crash rate over the rate under the null hypothesis.</param>
/// <param name="Weight">Share of the stake; the weights of all alternatives add up to 1.</param>
public readonly record struct RateRatio(double Ratio, double Weight)
{
    /// <summary>
    /// For "is it worse?": most of the stake lies on one and a half to four times the predecessor's rate, where a regression hurts and
    /// is not yet plain to see. Chosen by <c>bench/gate</c>; any fixed choice keeps the error guarantee.
    /// </summary>
    public static IReadOnlyList<RateRatio> Worse { get; } =
    [
        new(1.35, .03), new(1.6, .16), new(2.1, .22), new(3.3, .42), new(5.5, .1), new(10, .07),
    ];

    /// <summary>For one segment of many: only a large excess can be seen in a small part of the users, so the stake lies higher.</summary>
    public static IReadOnlyList<RateRatio> WorseInSegment { get; } =
    [
        new(2.2, .1), new(3.5, .2), new(6, .25), new(10, .45),
    ];

    /// <summary>For "is it good enough?": ratios to the worst rate that the objective allows.</summary>
    public static IReadOnlyList<RateRatio> Better { get; } = [new(.75, .05), new(.55, .55), new(.45, .3), new(.3, .1)];
}
