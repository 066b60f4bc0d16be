namespace Inquest.Bench.Gate;

/// <summary>Reports and users so far, without regard to when a crash occurred: what a dashboard shows.</summary>
abstract class CountingRule(string name, int everyBins) : IRule
{
    public string Name => name;

    protected double NewUsers { get; private set; }

    protected double OldUsers { get; private set; }

    protected double NewCrashed { get; private set; }

    protected double OldCrashed { get; private set; }

    public bool Halts(Traffic traffic, int bin, IReadOnlyList<(int Bin, int Segment, bool IsNew)> arrived)
    {
        NewUsers += Traffic.NewUsers(bin);
        OldUsers += Traffic.OldUsers(bin);
        var crashed = arrived.Count(report => report.IsNew);
        NewCrashed += crashed;
        OldCrashed += arrived.Count - crashed;
        return (bin + 1) % everyBins == 0 && Halts(bin);
    }

    protected abstract bool Halts(int bin);
}

/// <summary>Crash-free users below 99.6 % after 5,000 users.</summary>
sealed class Threshold() : CountingRule("threshold < 99.6 %, >= 5,000 users", 1)
{
    protected override bool Halts(int bin) => NewUsers >= 5000 && NewCrashed / NewUsers > .004;
}

/// <summary>Two proportions against the predecessor, one-sided 5 %, looked at again and again.</summary>
sealed class RepeatedZ(string name, int everyBins) : CountingRule(name, everyBins)
{
    protected override bool Halts(int bin)
    {
        var pooled = (NewCrashed + OldCrashed) / (NewUsers + OldUsers);
        var error = Math.Sqrt(pooled * (1 - pooled) * ((1 / NewUsers) + (1 / OldUsers)));
        return error > 0 && ((NewCrashed / NewUsers) - (OldCrashed / OldUsers)) / error > 1.6449;
    }
}

/// <summary>Crash-free share of the last hour below 99.6 %, no minimum sample.</summary>
sealed class HourWindow() : IRule
{
    readonly Queue<(int Users, int Crashed)> _bins = new();
    int _users;
    int _crashed;

    public string Name => "last hour < 99.6 %, no minimum";

    public bool Halts(Traffic traffic, int bin, IReadOnlyList<(int Bin, int Segment, bool IsNew)> arrived)
    {
        var now = (Users: Traffic.NewUsers(bin), Crashed: arrived.Count(report => report.IsNew));
        _bins.Enqueue(now);
        _users += now.Users;
        _crashed += now.Crashed;
        if (_bins.Count > Scenario.BinsAnHour)
        {
            var gone = _bins.Dequeue();
            _users -= gone.Users;
            _crashed -= gone.Crashed;
        }

        return _crashed > .004 * _users;
    }
}
