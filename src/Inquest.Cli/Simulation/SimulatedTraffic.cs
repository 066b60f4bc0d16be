using System.Globalization;
using Inquest.Cli.Seeding;
using Inquest.Health.Gate;

namespace Inquest.Cli.Simulation;

/// <summary>Rollouts with known truth, in bins of five minutes, through the gate's own processes.</summary>
/// <param name="baseline">Crash rate of the predecessor's users.</param>
/// <param name="rate">Crash rate of the new release's users.</param>
/// <param name="usersPerHour">Of both together.</param>
/// <param name="hours">Of the rollout, in five equal steps.</param>
/// <param name="lagHours">Mean delay of a report; 0: at once.</param>
sealed class SimulatedTraffic(double baseline, double rate, int usersPerHour, int hours, double lagHours)
{
    const int BinsPerHour = 12;

    static readonly double[] Shares = [.01, .05, .2, .5, 1];

    readonly GateRule _rule = new();

    /// <summary>What cannot be simulated, or null.</summary>
    public string? Problem => baseline is not (> 0 and < 1) || rate is not (> 0 and < 1) ? "rates lie above 0 and below 100 %."
        : usersPerHour is < BinsPerHour or > SimulationLimits.UsersPerHourMax || hours is < 1 or > SimulationLimits.HoursMax || !(lagHours >= 0)
            ? $"there are {BinsPerHour} to {SimulationLimits.UsersPerHourMax} users an hour and 1 to {SimulationLimits.HoursMax} hours."
        : null;

    /// <returns>A few lines for people.</returns>
    public string Run(int runs, int seed)
    {
        var (halted, advanced) = (new long?[runs], new long?[runs]);
        Parallel.For(0, runs, run => (halted[run], advanced[run]) = Once(SeedDice.For((ulong)seed, (ulong)run)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
             {runs} rollouts over {hours} h, {usersPerHour:N0} users an hour; predecessor {100 * (1 - baseline):0.00} %, release {100 * (1 - rate):0.00} % crash-free
             halted    {Share(halted)}   median after {Median(halted)} users of the release
             advanced  {Share(advanced)}   median after {Median(advanced)} users of the release
             """);
    }

    (long? Halted, long? Advanced) Once(SeedDice dice)
    {
        var bins = hours * BinsPerHour;
        var worse = new EProcess(1, _rule.Worse);
        var better = new EProcess((baseline + _rule.Margin) / baseline, _rule.Better);
        var arrivals = new List<(int Bin, bool IsNew)>[bins];
        var (users, advanced) = (0L, (long?)null);
        for (var bin = 0; bin < bins; bin++)
        {
            var (fresh, old) = Users(bin, bins);
            users += fresh;
            Crash(ref dice, arrivals, bin, Crashes(ref dice, fresh * rate), isNew: true);
            Crash(ref dice, arrivals, bin, Crashes(ref dice, old * baseline), isNew: false);
            foreach (var (occurred, isNew) in arrivals[bin] ?? [])
            {
                var (n1, n0) = Users(occurred, bins);
                var report = new ReportBin(n1, n0, isNew ? 1 : 0, isNew ? 0 : 1);
                worse.Add(report);
                better.Add(report);
            }

            if (worse.LogValue >= Math.Log(1 / _rule.Alpha))
            {
                return (users, advanced);
            }

            advanced ??= better.LogValue >= Math.Log(_rule.AdvanceEvidence) ? users : null;
        }

        return (null, advanced);
    }

    // Somebody never updates: a hundredth stays on the predecessor.
    (long New, long Old) Users(int bin, int bins)
    {
        var all = usersPerHour / BinsPerHour;
        var fresh = (long)(all * Shares[Math.Min(Shares.Length - 1, bin * Shares.Length / bins)]);
        return (fresh, Math.Max(all / 100, all - fresh));
    }

    void Crash(ref SeedDice dice, List<(int Bin, bool IsNew)>[] arrivals, int bin, int count, bool isNew)
    {
        for (; count > 0; count--)
        {
            var arrives = bin + (lagHours > 0 ? (int)(-lagHours * BinsPerHour * Math.Log(1 - dice.Unit())) : 0);
            if (arrives < arrivals.Length)
            {
                (arrivals[arrives] ??= []).Add((bin, isNew));
            }
        }
    }

    // Poisson: crashes are rare among many users. Knuth's way for few, the normal law for many.
    static int Crashes(ref SeedDice dice, double mean)
    {
        if (mean > 100)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - dice.Unit())) * Math.Cos(2 * Math.PI * dice.Unit());
            return (int)Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * normal)));
        }

        var (count, product, limit) = (-1, 1.0, Math.Exp(-mean));
        do
        {
            count++;
            product *= dice.Unit();
        }
        while (product > limit);

        return count;
    }

    static string Share(long?[] outcomes) =>
        (100.0 * outcomes.Count(outcome => outcome is not null) / outcomes.Length).ToString("0.0", CultureInfo.InvariantCulture).PadLeft(5) + " %";

    static string Median(long?[] outcomes)
    {
        var sorted = outcomes.OfType<long>().Order().ToArray();
        return sorted.Length == 0 ? "-" : sorted[sorted.Length / 2].ToString("N0", CultureInfo.InvariantCulture);
    }
}
