namespace Inquest.Bench.Gate;

/// <summary>A release whose truth is known, in bins of five minutes over 48 hours.</summary>
sealed record Scenario(string Name)
{
    public const int Bins = 576;
    public const int BinsAnHour = 12;

    /// <summary>Users who start a day's first session in one bin, on either release: 400,000 an hour.</summary>
    public const int UsersABin = 33_333;

    public const double Baseline = .0018;

    static readonly double[] Shares = [.01, .05, .2, .5, 1];

    /// <summary>Crash rate of the new release; the predecessor's is <see cref="Baseline"/>.</summary>
    public double CrashRate { get; init; } = Baseline;

    /// <summary>Mean hours until a crash is reported; 0 at once.</summary>
    public double LagHours { get; init; }

    /// <summary>Share of crashes that are never reported.</summary>
    public double NeverReported { get; init; }

    /// <summary>Both releases crash this many times more often from the sixth hour on.</summary>
    public double Shock { get; init; } = 1;

    /// <summary>The first users of a release crash this many times more often, falling off over twelve hours.</summary>
    public double EarlyAdopters { get; init; } = 1;

    public bool IsAdoptionCorrected { get; init; } = true;

    public int Segments { get; init; }

    /// <summary>Crash rate in the first segment; the other segments are as the release.</summary>
    public double? GuiltySegmentRate { get; init; }

    public static double Share(int bin) => Shares[Math.Min(Shares.Length - 1, bin * Shares.Length / Bins)];

    public double AdoptionRatio(int bin) => 1 + ((EarlyAdopters - 1) * Math.Exp(-bin / (12.0 * BinsAnHour)));

    public double ShockAt(int bin) => bin >= 6 * BinsAnHour ? Shock : 1;

    /// <summary>Equal segments, but the guilty one, which has 3 % of the users.</summary>
    public double SegmentShare(int segment) =>
        GuiltySegmentRate is null ? 1.0 / Segments : segment == 0 ? .03 : .97 / (Segments - 1);
}
