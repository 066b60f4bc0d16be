using System.Globalization;

namespace Inquest.Web.Text;

/// <summary>Times as the pages write them. Everything is UTC, and says so where it is exact.</summary>
public static class Moment
{
    /// <summary><c>2026-11-22 16:25:09 UTC</c>.</summary>
    public static string Exact(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The value of a <c>datetime</c> attribute.</summary>
    public static string Iso(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary><c>3 min ago</c>; beyond a month the date.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now)
    {
        var age = now - at;
        return age switch
        {
            // A client's clock may run ahead of ours.
            { TotalSeconds: < -60 } => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            { TotalSeconds: < 10 } => "just now",
            { TotalSeconds: < 60 } => $"{(int)age.TotalSeconds} s ago",
            { TotalMinutes: < 60 } => $"{(int)age.TotalMinutes} min ago",
            { TotalHours: < 48 } => $"{(int)age.TotalHours} h ago",
            { TotalDays: < 31 } => $"{(int)age.TotalDays} days ago",
            _ => at.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Time of a breadcrumb relative to the crash: <c>−3.2 s</c>, <c>−4 min 05 s</c>.</summary>
    public static string Before(DateTimeOffset at, DateTimeOffset crash)
    {
        var span = at - crash;
        var sign = span < TimeSpan.Zero ? "−" : "+";
        span = span.Duration();
        return sign + span switch
        {
            { TotalSeconds: < 60 } => span.TotalSeconds.ToString("0.0##", CultureInfo.InvariantCulture) + " s",
            { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} min {span.Seconds:00} s",
            { TotalHours: < 48 } => $"{(int)span.TotalHours} h {span.Minutes:00} min",
            _ => $"{(int)span.TotalDays} days",
        };
    }

    /// <summary><c>2 h 14 min</c>.</summary>
    public static string Duration(long seconds) => seconds switch
    {
        < 60 => $"{seconds} s",
        < 3600 => $"{seconds / 60} min {seconds % 60} s",
        < 172_800 => $"{seconds / 3600} h {seconds % 3600 / 60} min",
        _ => $"{seconds / 86400} days",
    };
}
