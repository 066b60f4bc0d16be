namespace Inquest.Server.Api.Wire;

/// <summary>A release with its rates over a window.</summary>
sealed record ReleaseBody
{
    public required string Release { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    public required DateTimeOffset LastSeen { get; init; }

    public required int Hours { get; init; }

    public required RateBody CrashFreeUsers { get; init; }

    public required RateBody CrashFreeSessions { get; init; }

    public required RateBody AnrFreeUsers { get; init; }

    public required RateBody OomFreeUsers { get; init; }

    /// <summary>Crash-free users once late reports have come; an estimate.</summary>
    public double? Nowcast { get; init; }

    public long Errored { get; init; }

    public long Abnormal { get; init; }

    public double? SessionAdoption { get; init; }

    public double? UserAdoption { get; init; }

    public required string Stage { get; init; }

    /// <summary>A build server made it.</summary>
    public bool Declared { get; init; }

    public string? Gate { get; init; }

    /// <summary>Of one release only: users counted once a day.</summary>
    public IReadOnlyList<SegmentBody>? Segments { get; init; }
}

/// <summary>Rates of a segment.</summary>
sealed record SegmentBody(string Dimension, string Value, RateBody CrashFreeUsers, RateBody CrashFreeSessions, long Anr, long Oom);
