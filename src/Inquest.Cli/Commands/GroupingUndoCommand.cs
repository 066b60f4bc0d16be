using System.CommandLine;
using Inquest.Cli.Remote;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest grouping undo</c>: the rules before the last change hold again.</summary>
static class GroupingUndoCommand
{
    public static Command Create()
    {
        var wait = new Option<bool>("--wait") { Description = "Come back when stored events have followed." };
        var server = new ServerOptions();
        var command = new Command("undo", "Takes back the last change of the rules; stored events go back to their issues.") { wait };
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var connection = server.TryOpen(parsed);
            var project = server.TryProject(parsed);
            return connection is null || project is null
                ? ExitCode.Usage
                : await GroupingApplyCommand.ChangeAsync((connection, project), HttpMethod.Post, "undo", null, parsed.GetValue(wait), cancellation);
        });
        return command;
    }
}
