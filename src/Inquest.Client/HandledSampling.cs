namespace Inquest.Client;

/// <summary>How many handled errors are sent. Crashes are always kept.</summary>
/// <remarks>
/// Of each fingerprint (exception type and top frames, or message) the first ones of a window go out, then a share of them, and never
/// more than a cap. A burst over all fingerprints is cut as well, but the first report of a fingerprint that was not seen before
/// always passes: a flood must not hide the one new bug. Everything that is left out is counted and told to the server.
/// </remarks>
public sealed record HandledSampling
{
    /// <summary>Reports of one fingerprint that are sent whatever happens, in each window.</summary>
    public int FirstPerFingerprint { get; init; } = 10;

    /// <summary>Share of those after the first ones: 0…1.</summary>
    public double Rate { get; init; } = 0.1;

    /// <summary>Most reports of one fingerprint in a window.</summary>
    public int MaxPerFingerprint { get; init; } = 100;

    /// <summary>Most reports of known fingerprints in a minute, all together.</summary>
    public int MaxPerMinute { get; init; } = 120;

    public TimeSpan Window { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Fingerprints that are remembered; the least recent is forgotten first.</summary>
    public int MaxFingerprints { get; init; } = 1000;

    /// <summary>Everything is sent, up to the queues' bounds.</summary>
    public static HandledSampling None { get; } = new()
    {
        FirstPerFingerprint = int.MaxValue, Rate = 1, MaxPerFingerprint = int.MaxValue, MaxPerMinute = int.MaxValue,
    };
}
