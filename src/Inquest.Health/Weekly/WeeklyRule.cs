namespace Inquest.Health.Weekly;

/// <summary>When a daily figure has changed enough against its own weeks to tell somebody.</summary>
public sealed record WeeklyRule
{
    public static WeeklyRule Default { get; } = new();

    /// <summary>Smallest change that anybody wants to hear of: the line at ±20 %.</summary>
    public double Change { get; init; } = 0.20;

    /// <summary>Chance of an alarm that noise alone may have on a day.</summary>
    public double Chance { get; init; } = 1e-3;

    /// <summary>Events that a window is widened to expect, so that a small project is judged over days and not by luck.</summary>
    public double ExpectedMin { get; init; } = 500;

    /// <summary>Weeks looked back.</summary>
    public int Weeks { get; init; } = 8;

    /// <summary>Widest window, in days.</summary>
    public int WindowDaysMax { get; init; } = 28;
}
