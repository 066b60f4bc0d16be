using Inquest.Health.Checks;

namespace Inquest.Health.Tests;

public sealed class HealthCheckTests
{
    static readonly ReleaseFacts Good = new("game@1", "sentry.native 0.16.3", true, 10_000, 30, 29, 0, 0, 0, 0, 0);

    [Fact]
    public void Nothing_is_found_where_all_is_well() => Assert.Empty(HealthCheck.Find(new HealthFacts { Releases = [Good], Accepted = 30_000 }));

    [Fact]
    public void Every_finding_names_client_release_and_the_way_out()
    {
        ReleaseFacts[] bad =
        [
            Good with { Release = "a", Sessions = 10_540, Crashed = 600, Reported = 600, Unconfirmed = 540 },
            Good with { Release = "b", Uninitiated = 4_000 },
            Good with { Release = "c", Anonymous = 9_000 },
            Good with { Release = "d", Sessions = 40, Crashed = 40, Reported = 40, Unconfirmed = 40 },
            Good with { Release = "e", Loose = 100 },
            Good with { Release = "f", IsDeclared = false },
            Good with { Release = "g", ImpossibleRows = 1 },
        ];
        var found = HealthCheck.Find(new HealthFacts { Releases = bad, Accepted = 1_000, InFuture = 50, TooOld = 50, Invalid = 50, TooManyReleases = 3 });
        Assert.Equal(
            ["a sampling_seems_to_differ", "b missing_beginnings", "c no_users", "d no_sessions", "e crashes_without_session", "f not_declared", "g impossible_counts"],
            found.Where(one => one.Release is not null).Select(one => $"{one.Release} {one.Code}").Order(StringComparer.Ordinal));
        Assert.Equal(
            ["clock_ahead", "malformed", "too_many_releases", "too_old"],
            found.Where(one => one.Release is null).Select(one => one.Code).Order(StringComparer.Ordinal));
        Assert.All(found.Where(one => one.Release is not null), one => Assert.Equal("sentry.native 0.16.3", one.Sdk));
        Assert.All(found, one => Assert.True(one.What.Length > 20 && one.Fix.Length > 20));
        Assert.Equal(found.OrderByDescending(one => one.Weight), found);
    }

    [Fact]
    public void Sampling_that_differs_is_said_for_the_project()
    {
        var found = Assert.Single(HealthCheck.Find(new HealthFacts { SessionProbability = .1 }));
        Assert.Equal(("sampling_differs", FindingWeight.Warning), (found.Code, found.Weight));
        Assert.Equal(FindingWeight.Wrong, Assert.Single(HealthCheck.Find(new HealthFacts { SessionProbability = .1, CrashProbability = .2 })).Weight);
    }
}
