namespace Inquest.Cli.Seeding;

/// <summary>Which issue each event belongs to and when it happened, in the order of time.</summary>
/// <remarks>
/// Events per issue follow Zipf's law with exponent 1, as crashes do: a few issues have most events, most have a handful.
/// Issues begin all over the time that is filled, and go on until its end.
/// </remarks>
sealed class SeedPlan
{
    SeedPlan(long[] times, int[] issues)
    {
        Times = times;
        Issues = issues;
    }

    /// <summary>Unix milliseconds, rising.</summary>
    public long[] Times { get; }

    /// <summary>Index of the issue of each event.</summary>
    public int[] Issues { get; }

    public int Count => Times.Length;

    /// <param name="events">Events in all; no fewer than issues.</param>
    /// <param name="issues">Different issues.</param>
    /// <param name="days">How far back the first event lies.</param>
    /// <param name="end">When the last event happened, in Unix milliseconds.</param>
    /// <param name="seed">The same seed gives the same plan.</param>
    public static SeedPlan Make(int events, int issues, int days, long end, ulong seed)
    {
        var counts = Zipf(events, issues);
        var times = new long[events];
        var owners = new int[events];
        var span = days * 86_400_000L;
        var at = 0;
        for (var issue = 0; issue < issues; issue++)
        {
            var dice = SeedDice.For(seed, (ulong)issue);
            // Most bugs are older than the window; the rest begin somewhere in it.
            var birth = dice.Chance(0.4) ? 0 : dice.Unit() * 0.98;
            for (var i = 0; i < counts[issue]; i++)
            {
                times[at] = end - (long)(span * (1 - (birth + ((1 - birth) * dice.Unit()))));
                owners[at++] = issue;
            }
        }

        Array.Sort(times, owners);
        return new(times, owners);
    }

    static int[] Zipf(int events, int issues)
    {
        var sum = 0.0;
        for (var rank = 1; rank <= issues; rank++)
        {
            sum += 1.0 / rank;
        }

        var counts = new int[issues];
        var left = events - issues;
        for (var rank = 0; rank < issues; rank++)
        {
            var share = Math.Min(left, (int)((events - issues) / (sum * (rank + 1))));
            counts[rank] = 1 + share;
            left -= share;
        }

        counts[0] += left;
        return counts;
    }
}
