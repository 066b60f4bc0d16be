using System.CommandLine;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest server</c>.</summary>
static class ServerCommand
{
    public static Command Create() => new("server", "Runs and looks after the server.")
    {
        ServerRunCommand.Create(),
        ServerSetupCommand.Create(),
        ServerCheckConfigCommand.Create(),
        ServerBackupCommand.Create(),
        ServerRestoreCommand.Create(),
        ServerPasswordCommand.Create(),
    };
}
