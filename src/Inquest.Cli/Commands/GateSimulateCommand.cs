using System.CommandLine;
using Inquest.Cli.Simulation;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest gate simulate</c>: what the gate would do with traffic like yours.</summary>
static class GateSimulateCommand
{
    public static Command Create()
    {
        var baseline = new Option<double>("--baseline-rate") { Description = "Crash-free users of the predecessor, in percent.", DefaultValueFactory = _ => 99.82 };
        var rate = new Option<double>("--rate") { Description = "Crash-free users of the new release, in percent.", DefaultValueFactory = _ => 99.4 };
        var users = new Option<int>("--users-per-hour") { Description = "Users of both releases in an hour.", DefaultValueFactory = _ => 20_000 };
        var hours = new Option<int>("--hours") { Description = "How long the rollout lasts.", DefaultValueFactory = _ => 48 };
        var lag = new Option<double>("--lag-hours") { Description = "Mean hours until a crash is reported.", DefaultValueFactory = _ => 0 };
        var runs = new Option<int>("--runs") { Description = "How many rollouts.", DefaultValueFactory = _ => 500 };
        var seed = new Option<int>("--seed") { Description = "Another number makes other rollouts.", DefaultValueFactory = _ => 1 };
        var command = new Command(
            "simulate",
            """
            Rolls releases out many times, with crash rates that you say, and tells when the gate halts or advances them.

            The release goes to 1, 5, 20, 50 and 100 % of the users in equal steps, and the gate is asked every five minutes.

              inquest gate simulate --rate 99.6 --users-per-hour 5000
              inquest gate simulate --rate 99.82            a good release: how often is it halted?
            """)
        {
            baseline, rate, users, hours, lag, runs, seed,
        };
        command.SetAction(parsed =>
        {
            var traffic = new SimulatedTraffic(
                1 - (parsed.GetValue(baseline) / 100), 1 - (parsed.GetValue(rate) / 100), parsed.GetValue(users), parsed.GetValue(hours), parsed.GetValue(lag));
            if (traffic.Problem is { } problem || parsed.GetValue(runs) is < 1 or > SimulationLimits.RunsMax)
            {
                Console.Error.WriteLine($"inquest: {traffic.Problem ?? $"--runs is 1 to {SimulationLimits.RunsMax}."}");
                return ExitCode.Usage;
            }

            Console.WriteLine(traffic.Run(parsed.GetValue(runs), parsed.GetValue(seed)));
            return ExitCode.Done;
        });
        return command;
    }
}
