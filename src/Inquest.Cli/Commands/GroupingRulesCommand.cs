using System.CommandLine;
using Inquest.Cli.Remote;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest grouping rules</c>: prints the rules that hold.</summary>
static class GroupingRulesCommand
{
    public static Command Create()
    {
        var server = new ServerOptions();
        var command = new Command("rules", "Prints the rules that hold.");
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var connection = server.TryOpen(parsed);
            var project = server.TryProject(parsed);
            if (connection is null || project is null)
            {
                return ExitCode.Usage;
            }

            var (exit, answer) = await GroupingApi.SendAsync((connection, project), HttpMethod.Get, "rules", null, cancellation);
            using (answer)
            {
                if (answer is not null)
                {
                    Console.WriteLine(answer.RootElement.GetProperty("text").GetString());
                }
            }

            return exit;
        });
        return command;
    }
}
