namespace Inquest.Cli.Seeding;

/// <summary>Bounds of the seed, each with its reason.</summary>
static class SeedLimits
{
    /// <summary>Sixteen bytes per event are held while the order of events is made up: 1.6 GB at this number.</summary>
    public const int EventsMax = 100_000_000;

    /// <summary>Each issue holds its template in memory: about 4 KiB.</summary>
    public const int IssuesMax = 1_000_000;

    /// <summary>Sessions of the last two weeks: enough for a gate to see, and no more than a minute's work.</summary>
    public const int SessionsMin = 100_000;

    public const int SessionsMax = 500_000;

    /// <summary>Events of one transaction. Counters are written once per issue and transaction, so more is faster; these take 60 MB.</summary>
    public const int EventsPerBatchMax = 25_000;
}
