namespace Inquest.Bench.Gate;

/// <summary>Runs a rule many times over a scenario and prints a row.</summary>
sealed class Table(int runs)
{
    public void Print(Scenario scenario, Func<Scenario, IRule> make)
    {
        var outcomes = new Outcome[runs];
        Parallel.For(0, runs, run => outcomes[run] = Run(scenario, make(scenario), run));
        var halted = outcomes.Where(outcome => outcome.HaltedAfter is not null).Select(outcome => outcome.HaltedAfter!.Value).Order().ToArray();
        var advanced = outcomes.Where(outcome => outcome.AdvancedAfter is not null).Select(outcome => outcome.AdvancedAfter!.Value).Order().ToArray();
        var row = $"  {make(scenario).Name,-36} halted {100.0 * halted.Length / runs,6:0.00} %  {Median(halted),10}";
        if (make(scenario) is GateUnderTest)
        {
            row += $"   advanced {100.0 * advanced.Length / runs,6:0.00} %  {Median(advanced),10}";
        }

        Console.WriteLine(row);
    }

    static string Median(long[] sorted) => sorted.Length == 0 ? "-" : sorted[sorted.Length / 2].ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

    static Outcome Run(Scenario scenario, IRule rule, int seed)
    {
        var traffic = new Traffic(scenario, seed);
        long users = 0;
        long? advanced = null;
        for (var bin = 0; bin < Scenario.Bins; bin++)
        {
            users += Traffic.NewUsers(bin);
            if (rule.Halts(traffic, bin, traffic.Step(bin)))
            {
                return new Outcome(users, advanced);
            }

            if (advanced is null && rule is GateUnderTest { IsAdvanced: true })
            {
                advanced = users;
            }
        }

        return new Outcome(null, advanced);
    }
}
