using System.CommandLine;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest server check-config</c>: every option, its value and where it comes from.</summary>
static class ServerCheckConfigCommand
{
    public static Command Create()
    {
        var flags = new ServerFlags();
        var command = new Command("check-config", "Prints every option with its value and origin, and what is wrong.");
        flags.AddTo(command);
        command.SetAction((parsed, _) => Task.FromResult(Run(flags, parsed)));
        return command;
    }

    static int Run(ServerFlags flags, ParseResult parsed)
    {
        var configuration = flags.Load(parsed);
        foreach (var value in configuration.Values)
        {
            Console.WriteLine($"{value.Definition.Key,-28} {(value.Value.Length > 0 ? value.Value : "(none)"),-30} {value.Origin,-12} {value.Definition.Variable}");
        }

        return ServerFlags.Report(configuration) ? ExitCode.Usage : ExitCode.Done;
    }
}
