using System.Globalization;
using Inquest.Health.Rates;

namespace Inquest.Health.Checks;

/// <summary>Looks for everything that makes a crash-free rate wrong. Each finding names the client, the release and the way out.</summary>
public static class HealthCheck
{
    /// <summary>Sessions or crashes of a release below which a share says nothing.</summary>
    const long Enough = 20;

    /// <summary>The worst first.</summary>
    public static IReadOnlyList<HealthFinding> Find(HealthFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var findings = new List<HealthFinding>();
        OfProject(facts, findings);
        foreach (var release in facts.Releases)
        {
            OfRelease(facts, release, findings);
        }

        return [.. findings.OrderByDescending(finding => finding.Weight)];
    }

    static void OfProject(HealthFacts facts, List<HealthFinding> findings)
    {
        var (sessions, crashes) = (facts.SessionProbability ?? 1, facts.CrashProbability ?? 1);
        if (Math.Abs(sessions - crashes) > .001)
        {
            var source = facts.ProbabilitiesAreSet ? "the settings say" : "client reports say";
            var corrected = sessions >= 1 || crashes >= 1;
            findings.Add(new HealthFinding(
                "sampling_differs", corrected ? FindingWeight.Warning : FindingWeight.Wrong, null, null,
                $"Sessions are kept at {Percent(sessions)} and crash reports at {Percent(crashes)}, as {source}. "
                + (corrected ? "Rates of sessions are corrected by inverse probabilities." : "Both are sampled, each by itself: rates of sessions are refused."),
                "Send both whole, or sample both by user: set the client's session and error sample rates to the same number, or to 1."));
        }

        Share(facts.InFuture, "clock_ahead", "of session updates begin in the future", "Clocks of clients are wrong: let them send sent_at with each envelope, so that the server can shift their times.");
        Share(facts.TooOld, "too_old", "of session updates begin more than 30 days ago and are left out", "Clients keep sessions for longer than 30 days before they send them: send the queue at each start.");
        Share(facts.Invalid, "malformed", "of session updates have no release, no start, or a status that does not exist", "Set a release in the client's options, and update the client.");
        if (facts.TooManyReleases > 0)
        {
            findings.Add(new HealthFinding(
                "too_many_releases", FindingWeight.Wrong, null, null, $"{Count(facts.TooManyReleases)} session updates name more releases than anybody makes, and are left out.",
                "Release names must not hold times, user names or random parts."));
        }

        void Share(long part, string code, string what, string fix)
        {
            var all = facts.Accepted + facts.InFuture + facts.TooOld + facts.Invalid;
            if (part >= Enough && part > all / 100)
            {
                findings.Add(new HealthFinding(code, FindingWeight.Warning, null, null, $"{Percent((double)part / all)} {what} ({Count(part)} of {Count(all)}).", fix));
            }
        }
    }

    static void OfRelease(HealthFacts facts, ReleaseFacts release, List<HealthFinding> findings)
    {
        var sdk = release.Sdk.Length > 0 ? release.Sdk : null;
        var confirmed = release.Sessions - release.Unconfirmed;
        var crashes = release.Crashed + release.Loose;
        if (release.ImpossibleRows > 0)
        {
            Add("impossible_counts", FindingWeight.Wrong, $"{Count(release.ImpossibleRows)} counters are below zero or above their whole.", "This is an error of the server: please report it with the server's version.");
        }

        if (confirmed == 0 && crashes >= Enough)
        {
            Add("no_sessions", FindingWeight.Wrong, $"{Count(crashes)} crashes and not one session: no rate can be told.", "Turn on sessions in the client (autoSessionTracking, or the session beacon).");
            return;
        }

        var sample = new SessionSample(release.Sessions, release.Crashed, release.Reported, release.Unconfirmed, facts.SessionProbability, facts.CrashProbability);
        if (sample.Rate() is { State: SamplingState.ConfirmedOnly } rate)
        {
            Add("sampling_seems_to_differ", FindingWeight.Warning, rate.Why, "Set the client's session sample rate to 1, or say the rate under Release health, Settings.");
        }

        if (confirmed >= Enough && release.Uninitiated - release.Unconfirmed > confirmed / 5)
        {
            Add(
                "missing_beginnings", FindingWeight.Note,
                $"The first update of {Percent((double)(release.Uninitiated - release.Unconfirmed) / confirmed)} of the sessions never arrived. They are counted all the same.",
                "Requests are refused or lost at the start of the app: look at the outcomes of the category session.");
        }

        if (confirmed >= Enough && release.Anonymous > confirmed / 2)
        {
            Add(
                "no_users", FindingWeight.Warning, $"{Percent((double)release.Anonymous / release.Sessions)} of the sessions name no user: crash-free users and the gate do not see them.",
                "Let the client send an installation id as did (distinct id); it is hashed here.");
        }

        if (release.Loose >= Enough && release.Loose > crashes / 5 && release.Reported > 0)
        {
            Add(
                "crashes_without_session", FindingWeight.Note, $"{Count(release.Loose)} of {Count(release.Loose + release.Reported)} crash reports name no session and cannot be joined to one.",
                "Set the session's id on the report (tag session_id); sessions that end in a crash are counted by their own status meanwhile.");
        }

        if (!release.IsDeclared && facts.Releases.Any(other => other.IsDeclared))
        {
            Add(
                "not_declared", FindingWeight.Note, "No build server made this release; clients alone name it. It never becomes the latest one.",
                "Declare it (sentry-cli releases new, or POST …/releases), or look who sends it.");
        }

        void Add(string code, FindingWeight weight, string what, string fix) => findings.Add(new HealthFinding(code, weight, release.Release, sdk, what, fix));
    }

    static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
