using System.Globalization;
using Inquest.Bench.Gate;
using Inquest.Health.Gate;

if (args.Length > 1 && args[0] == "server")
{
    await ServerCommand.RunAsync(args[1], args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 20_000);
    return;
}

var runs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2000;
var rule = new GateRule();
var table = new Table(runs);

Console.WriteLine($"{runs} runs each; baseline 99.82 % crash-free users, 1 -> 5 -> 20 -> 50 -> 100 % over 48 h, a look every 5 minutes");
Console.WriteLine("halted, and the median of users exposed until then");
Console.WriteLine();
Func<Scenario, IRule>[] rules =
[
    scenario => new GateUnderTest(scenario, rule),
    _ => new Threshold(),
    _ => new RepeatedZ("z-test, hourly", Scenario.BinsAnHour),
    _ => new RepeatedZ("z-test, every 5 minutes", 1),
    _ => new HourWindow(),
];
Scenario[] scenarios =
[
    new("healthy"),
    new("99.70 %") { CrashRate = .003 },
    new("99.60 %") { CrashRate = .004 },
    new("99.40 %") { CrashRate = .006 },
    new("99.00 %") { CrashRate = .01 },
    new("healthy, lag") { LagHours = 4, NeverReported = .12 },
    new("99.40 %, lag") { CrashRate = .006, LagHours = 4, NeverReported = .12 },
    new("healthy, slow lag") { LagHours = 12, NeverReported = .3 },
    new("healthy, shock x2.5") { Shock = 2.5 },
    new("healthy, early x1.6") { EarlyAdopters = 1.6 },
    new("the same, uncorrected") { EarlyAdopters = 1.6, IsAdoptionCorrected = false },
    new("healthy, 40 segments") { Segments = 40 },
    new("99.40 %, 40 segments") { Segments = 40, CrashRate = .006 },
    new("3 % segment at 98 %") { Segments = 40, GuiltySegmentRate = .02 },
];
foreach (var scenario in scenarios.Where(one => args.Length < 2 || one.Name.Contains(args[1], StringComparison.Ordinal)))
{
    Console.WriteLine(scenario.Name);
    foreach (var make in args.Length < 3 ? rules : rules[..1])
    {
        table.Print(scenario, make);
    }
}
