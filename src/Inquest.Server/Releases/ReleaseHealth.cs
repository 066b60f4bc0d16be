using Inquest.Health.Budget;
using Inquest.Health.Checks;
using Inquest.Health.Rates;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Storage.Releases;

namespace Inquest.Server.Releases;

/// <summary>Rates, objective and findings of a project, from its counters.</summary>
sealed class ReleaseHealth(Database database, GateService gates, TimeProvider time)
{
    const int HoursOfAdoption = 24;
    const double Adopted = .1;

    readonly HealthQueries _queries = new(database);
    readonly LedgerRates _ledger = new(database);

    public HealthQueries Queries => _queries;

    public long NowHour => UnixTime.Hour(time.GetUtcNow().Milliseconds());

    /// <summary>Releases of a window, the newest first.</summary>
    /// <param name="release">One alone; null: all.</param>
    public IReadOnlyList<ReleaseView> Releases(long projectId, string environment, int hours, string? release = null)
    {
        var totals = _queries.Totals(projectId, environment, NowHour - hours, release);
        var recent = _queries.Totals(projectId, environment, NowHour - HoursOfAdoption);
        var (sessions, users) = (recent.Sum(one => one.Sessions), recent.Sum(one => one.Users));
        var rollouts = gates.Store.List(projectId);
        var declared = _ledger.Declared(projectId);
        var (ofSessions, ofCrashes, _) = Probabilities(projectId);
        return
        [
            .. totals.Select(one =>
            {
                var today = recent.FirstOrDefault(other => other.Release == one.Release);
                var share = sessions > 0 ? (double)(today?.Sessions ?? 0) / sessions : (double?)null;
                return new ReleaseView
                {
                    Totals = one,
                    Sessions = new SessionSample(one.Sessions, one.Crashed, one.Reported, one.Unconfirmed, ofSessions, ofCrashes).Rate(),
                    Users = Rate(one.CrashedUsers, one.Users),
                    AnrFreeUsers = Rate(one.AnrUsers, one.Users),
                    OomFreeUsers = Rate(one.OomUsers, one.Users),
                    SessionAdoption = share,
                    UserAdoption = users > 0 ? (double)(today?.Users ?? 0) / users : null,
                    Stage = share >= Adopted ? "adopted" : one.Sessions > 0 && NowHour - one.FirstHour > 48 && PeakShare(totals, one) >= Adopted ? "replaced" : "low_adoption",
                    Rollout = rollouts.FirstOrDefault(rollout => rollout.Release == one.Release && rollout.Environment == environment)
                        ?? rollouts.FirstOrDefault(rollout => rollout.Release == one.Release),
                    IsDeclared = declared.Contains(one.Release),
                };
            }),
        ];
    }

    /// <summary>Crash-free users as they will read when late reports have come; null: too few reports to learn the delay from.</summary>
    public double? Nowcast(long projectId, string release, string environment)
    {
        if (_queries.Life(projectId, release, environment) is not { } life)
        {
            return null;
        }

        var hours = _queries.Hours(projectId, release, environment, [0], Math.Max(life.First, NowHour - ReleaseLimits.GateHoursMax), NowHour);
        var (users, _) = _queries.UserDays(projectId, release, environment, life.First / 24, NowHour / 24);
        var active = hours.Sum(hour => hour.Users);
        // Per hour of a person's use, as hours are what crashes are dated by; scaled to days of people, as the rate beside it counts.
        return Inquest.Health.Rates.Nowcast.CrashFree(hours, _queries.Delays(projectId, time.GetUtcNow()), NowHour) is { } perHour && users > 0
            ? Math.Clamp(1 - ((1 - perHour) * active / users), 0, 1)
            : null;
    }

    public SloView Slo(long projectId)
    {
        var settings = gates.SettingsOf(projectId);
        var today = NowHour / 24;
        var from = today - settings.ObjectiveDays + 1;
        var (users, crashed) = _queries.UserDays(projectId, null, settings.Environment, from, today);
        var rate = Rate(crashed, users);
        var budget = new ErrorBudget(settings.Objective, TimeSpan.FromDays(settings.ObjectiveDays));
        BurnRate[] burns = [.. new[] { 1, 6, 72 }.Select(hours =>
        {
            var (people, hit) = _queries.UsersBetween(projectId, settings.Environment, NowHour - hours + 1, NowHour);
            return budget.Burn(TimeSpan.FromHours(hours), Rate(hit, people));
        })];
        var left = budget.Left(rate);
        return new SloView
        {
            Objective = settings.Objective,
            Days = settings.ObjectiveDays,
            Rate = rate,
            Left = left,
            Burns = burns,
            Exhaustion = left is { } rest ? budget.Exhaustion(rest, burns[^1]) : null,
            Releases = Shares(_ledger.CrashedByRelease(projectId, settings.Environment, from)),
            Segments = Shares(_ledger.CrashedBySegment(projectId, settings.Environment, from), crashed),
            Issues = Shares(_ledger.CrashesByIssue(projectId, from)),
        };
    }

    public IReadOnlyList<HealthFinding> Findings(long projectId, int days = 14)
    {
        var hours = days * 24;
        var totals = _queries.Totals(projectId, "", NowHour - hours);
        var declared = _ledger.Declared(projectId);
        var sdks = _ledger.Sdks(projectId);
        var impossible = _ledger.Impossible(projectId, NowHour - hours);
        var (ofSessions, ofCrashes, areSet) = Probabilities(projectId);
        var outcomes = _ledger.SessionOutcomes(projectId, NowHour - hours);
        return HealthCheck.Find(new HealthFacts
        {
            Releases = [.. totals.Select(one => new ReleaseFacts(
                one.Release, sdks.GetValueOrDefault(one.Release) ?? "", declared.Contains(one.Release), one.Sessions, one.Crashed, one.Reported, one.Unconfirmed,
                one.Uninitiated, one.Anonymous, one.Loose, impossible.GetValueOrDefault(one.Release)))],
            SessionProbability = ofSessions,
            CrashProbability = ofCrashes,
            ProbabilitiesAreSet = areSet,
            Accepted = outcomes.GetValueOrDefault(""),
            InFuture = outcomes.GetValueOrDefault("session_in_future"),
            TooOld = outcomes.GetValueOrDefault("session_too_old"),
            Invalid = outcomes.GetValueOrDefault("invalid_session"),
            TooManyReleases = outcomes.GetValueOrDefault("too_many_releases"),
        });
    }

    /// <summary>Probabilities with which sessions and crash reports are kept: the settings', else the client reports' of two weeks.</summary>
    public (double? Sessions, double? Crashes, bool AreSet) Probabilities(long projectId)
    {
        var settings = gates.SettingsOf(projectId);
        return settings.SessionRate is not null || settings.CrashRate is not null
            ? (settings.SessionRate, settings.CrashRate, true)
            : (_ledger.Kept(projectId, "session", NowHour - ReleaseLimits.GateHoursMax), _ledger.Kept(projectId, "error", NowHour - ReleaseLimits.GateHoursMax), false);
    }

    public static CrashFreeRate Rate(long crashed, long all) => CrashFreeRate.Counted(Math.Min(crashed, all), all);

    static double PeakShare(IReadOnlyList<HealthTotals> totals, HealthTotals one) => (double)one.Sessions / Math.Max(1, totals.Sum(other => other.Sessions));

    static List<SloSpending> Shares(IReadOnlyList<(string Name, long Crashes, long Issue)> parts, long? whole = null)
    {
        var sum = whole ?? parts.Sum(part => part.Crashes);
        return [.. parts.Take(ReleaseLimits.CausesMax).Select(part => new SloSpending(part.Name, part.Crashes, sum > 0 ? (double)part.Crashes / sum : 0, part.Issue))];
    }
}
