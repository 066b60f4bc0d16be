namespace Inquest.Storage.Events;

/// <summary>Times as the tables keep them: unix milliseconds, and whole hours and days since 1970 (UTC).</summary>
public static class UnixTime
{
    public const long MillisecondsPerHour = 3_600_000;
    public const long MillisecondsPerDay = 86_400_000;

    public static long Hour(long milliseconds) => Math.DivRem(milliseconds, MillisecondsPerHour).Quotient;

    public static long Day(long milliseconds) => Math.DivRem(milliseconds, MillisecondsPerDay).Quotient;

    public static long Milliseconds(this DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
