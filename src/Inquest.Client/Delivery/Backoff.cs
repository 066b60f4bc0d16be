namespace Inquest.Client.Delivery;

/// <summary>Exponential backoff with full jitter: a wait is drawn from zero to a ceiling that doubles, so that a million clients do not come back together.</summary>
/// <remarks>Brooker, "Exponential Backoff And Jitter" (AWS, 2015): full jitter needs the fewest calls of the variants compared there.</remarks>
public static class Backoff
{
    /// <param name="failures">So far, from 1.</param>
    /// <param name="draw">Uniform in 0…1.</param>
    public static TimeSpan Next(int failures, double draw, ClientLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        // Thirty doublings exceed every ceiling; more would overflow.
        var ceiling = limits.FirstBackoff * Math.Pow(2, Math.Clamp(failures - 1, 0, 30));
        return (ceiling < limits.MaxBackoff ? ceiling : limits.MaxBackoff) * draw;
    }
}
