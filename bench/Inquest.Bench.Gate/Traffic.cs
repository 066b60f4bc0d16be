using Inquest.Health.Gate;

namespace Inquest.Bench.Gate;

/// <summary>One drawn run of a scenario: what a poll after each bin knows.</summary>
sealed class Traffic
{
    readonly Scenario _scenario;
    readonly Draw _draw;
    readonly List<(int Bin, int Segment, bool IsNew)>[] _arrivals;

    public Traffic(Scenario scenario, int seed)
    {
        _scenario = scenario;
        _draw = new Draw(seed);
        _arrivals = [.. Enumerable.Range(0, Scenario.Bins).Select(_ => new List<(int, int, bool)>())];
    }

    /// <summary>Users of the new release in a bin, all segments.</summary>
    public static int NewUsers(int bin) => (int)(Scenario.UsersABin * Scenario.Share(bin));

    /// <summary>The predecessor keeps a hundredth at the end: somebody never updates.</summary>
    public static int OldUsers(int bin) => Math.Max(Scenario.UsersABin / 100, Scenario.UsersABin - NewUsers(bin));

    /// <summary>Draws the crashes of one bin and hands out the reports that arrive in it, each with the bin and segment of its crash.</summary>
    public IReadOnlyList<(int Bin, int Segment, bool IsNew)> Step(int bin)
    {
        var segments = Math.Max(1, _scenario.Segments);
        for (var segment = 0; segment < segments; segment++)
        {
            var share = _scenario.Segments == 0 ? 1 : _scenario.SegmentShare(segment);
            var rate = segment == 0 && _scenario.GuiltySegmentRate is { } guilty ? guilty : _scenario.CrashRate;
            Crash(bin, segment, isNew: true, (int)(NewUsers(bin) * share), rate * _scenario.AdoptionRatio(bin) * _scenario.ShockAt(bin));
            Crash(bin, segment, isNew: false, (int)(OldUsers(bin) * share), Scenario.Baseline * _scenario.ShockAt(bin));
        }

        return _arrivals[bin];
    }

    /// <summary>The exposures of one bin and segment, with the reports given.</summary>
    public ReportBin Exposed(int bin, int segment, long newCrashed, long oldCrashed)
    {
        var share = segment < 0 || _scenario.Segments == 0 ? 1 : _scenario.SegmentShare(segment);
        var correction = _scenario.IsAdoptionCorrected ? _scenario.AdoptionRatio(bin) : 1;
        return new ReportBin((int)(NewUsers(bin) * share) * correction, (int)(OldUsers(bin) * share), newCrashed, oldCrashed);
    }

    void Crash(int bin, int segment, bool isNew, int users, double rate)
    {
        for (var left = _draw.Binomial(users, rate); left > 0; left--)
        {
            if (_scenario.NeverReported > 0 && _draw.Chance(_scenario.NeverReported))
            {
                continue;
            }

            var arrives = bin + (_scenario.LagHours > 0 ? (int)(_draw.Exponential(_scenario.LagHours) * Scenario.BinsAnHour) : 0);
            if (arrives < Scenario.Bins)
            {
                _arrivals[arrives].Add((bin, segment, isNew));
            }
        }
    }
}
