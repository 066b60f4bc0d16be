using System.CommandLine;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest dev</c>.</summary>
static class DevCommand
{
    public static Command Create() => new("dev", "Tools for people who work on Inquest.")
    {
        DevCrashMeCommand.Create(),
        DevCoreToMinidumpCommand.Create(),
        DevSeedCommand.Create(),
    };
}
