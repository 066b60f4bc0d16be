using System.CommandLine;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest gate</c>.</summary>
static class GateCommand
{
    public static Command Create() => new("gate", "Asks whether a release may go on, and decides about it.")
    {
        GateCheckCommand.Create(),
        GateActCommand.Create("advance", "resume", "Lets a halted or overridden rollout obey the gate again."),
        GateActCommand.Create("halt", "halt", "Halts a rollout."),
        GateActCommand.Create("override", "override", "Goes on against the gate; needs --reason."),
        GateSimulateCommand.Create(),
    };
}
