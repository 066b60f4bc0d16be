using System.Globalization;

namespace Inquest.Health.Rates;

/// <summary>What arrived of a release's sessions, and with which probabilities; and the rate that follows.</summary>
/// <param name="Sessions">Rows, those included that only a crash report told of.</param>
/// <param name="Crashed">Of them, crashed.</param>
/// <param name="Reported">Of the crashed, those that a crash report names.</param>
/// <param name="Unconfirmed">Of those, the ones that no session update told of.</param>
/// <param name="SessionProbability">With which a session's updates were kept; null: nothing is known, so 1.</param>
/// <param name="CrashProbability">With which crash reports were kept.</param>
public readonly record struct SessionSample(
    long Sessions, long Crashed, long Reported, long Unconfirmed, double? SessionProbability = null, double? CrashProbability = null)
{
    /// <summary>Part of the crash reports that may belong to unknown sessions before sampling is suspected: requests do get lost.</summary>
    const double LostUsually = .1;

    /// <summary>Reports below which their share says nothing.</summary>
    const long ReportsNeeded = 20;

    /// <summary>Estimate of the probability with which sessions are kept, from crash reports that name one; null without enough of them.</summary>
    public double? ObservedProbability => Reported >= ReportsNeeded ? 1 - ((double)Unconfirmed / Reported) : null;

    public SampledRate Rate()
    {
        var confirmed = Sessions - Unconfirmed;
        var (ofSessions, ofCrashes) = (SessionProbability ?? 1, CrashProbability ?? 1);
        if (confirmed <= 0 || Crashed > Sessions || Unconfirmed > Crashed || Reported > Crashed)
        {
            return new SampledRate(null, SamplingState.Refused, Sessions == 0
                ? "No session has been heard of."
                : "Only crash reports arrived and no sessions: there is nothing to divide by. Turn on sessions in the client.");
        }

        if (ofSessions < 1 && ofCrashes >= 1)
        {
            return Corrected(ofSessions);
        }

        if (ofSessions < 1 && Math.Abs(ofSessions - ofCrashes) < 1e-9)
        {
            return new SampledRate(
                CrashFreeRate.Counted(Crashed - Unconfirmed, confirmed), SamplingState.Matched,
                $"Sessions and crashes are both kept at {Percent(ofSessions)}: their ratio is right as it is.");
        }

        if (ofSessions < 1)
        {
            return new SampledRate(null, SamplingState.Refused,
                $"Sessions are kept at {Percent(ofSessions)} and crashes at {Percent(ofCrashes)}, independently of each other: the rate cannot be told. Send one of the two whole.");
        }

        if (ObservedProbability is { } observed && observed < 1 - LostUsually)
        {
            return new SampledRate(
                CrashFreeRate.Counted(Crashed - Unconfirmed, confirmed), SamplingState.ConfirmedOnly,
                $"{Count(Unconfirmed)} of {Count(Reported)} crash reports name sessions that nobody told of: sessions seem to be kept at about {Percent(observed)}, crashes whole. "
                + "Only sessions that were told of count on both sides. Say the sampling rate under Settings to use all reports.");
        }

        return ofCrashes < 1 ? Sampled(ofCrashes) : new SampledRate(
            CrashFreeRate.Counted(Crashed, Sessions), SamplingState.Unsampled, "Nothing says that sessions or crashes were sampled.");
    }

    SampledRate Corrected(double probability)
    {
        var (crashed, all) = (new SampledCount(), new SampledCount());
        // Healthy sessions, and crashes that only their session tells of, stand for 1/π; a crash report stands for itself.
        crashed.Add(Reported, 1);
        crashed.Add(Crashed - Reported, probability);
        all.Add(Reported, 1);
        all.Add(Sessions - Reported, probability);
        var raw = CrashFreeRate.Counted(Crashed, Sessions);
        return new SampledRate(
            SampledCount.Rate(crashed, all), SamplingState.Corrected,
            $"Sessions are sampled at {Percent(probability)}, crashes are not: as they arrived they read {Percent(raw.Value ?? 0, 3)}. "
            + $"Each session therefore counts {Times(probability)} times, each crash report once (inverse probabilities).");
    }

    // Sessions whole, crash reports sampled: some clients then do not mark the session as crashed either.
    SampledRate Sampled(double probability)
    {
        var share = Crashed > 0 ? (double)Reported / Crashed : 0;
        if (Math.Abs(share - probability) <= Math.Abs(share - 1))
        {
            return new SampledRate(
                CrashFreeRate.Counted(Crashed, Sessions), SamplingState.Unsampled,
                $"Crash reports are kept at {Percent(probability)}; sessions are whole and say themselves that they crashed.");
        }

        var (crashed, all) = (new SampledCount(), new SampledCount());
        crashed.Add(Reported, probability);
        crashed.Add(Crashed - Reported, 1);
        all.Add(Sessions, 1);
        return new SampledRate(
            SampledCount.Rate(crashed, all), SamplingState.Corrected,
            $"Crash reports are kept at {Percent(probability)}, and this client marks a session as crashed only with its report: each report counts {Times(probability)} times.");
    }

    static string Times(double probability) => (1 / probability).ToString("0.##", CultureInfo.InvariantCulture);

    static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    static string Percent(double share, int digits = 2) => (100 * share).ToString(digits == 3 ? "0.###" : "0.##", CultureInfo.InvariantCulture) + " %";
}
