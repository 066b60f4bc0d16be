using System.CommandLine;
using System.Globalization;
using Inquest.Cli.Remote;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest grouping apply FILE</c>: makes a rule file hold, for stored events too.</summary>
static class GroupingApplyCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "A rule file." };
        var wait = new Option<bool>("--wait") { Description = "Come back when stored events have followed." };
        var server = new ServerOptions();
        var command = new Command("apply", "Makes a rule file hold; stored events follow in the background.") { file, wait };
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var connection = server.TryOpen(parsed);
            var project = server.TryProject(parsed);
            if (connection is null || project is null)
            {
                return ExitCode.Usage;
            }

            return GroupingCheckCommand.Read(parsed.GetValue(file)!) is { } text
                ? await ChangeAsync((connection, project), HttpMethod.Put, "rules", text, parsed.GetValue(wait), cancellation)
                : ExitCode.UnreadableInput;
        });
        return command;
    }

    /// <summary>Sends a change and tells how stored events follow.</summary>
    public static async Task<int> ChangeAsync(
        (ServerConnection Connection, string Project) server, HttpMethod method, string path, string? text, bool wait, CancellationToken cancellation)
    {
        var (exit, answer) = await GroupingApi.SendAsync(server, method, path, text, cancellation);
        while (answer is not null)
        {
            var root = answer.RootElement;
            var phase = root.GetProperty("phase").GetString();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"revision {root.GetProperty("revision").GetInt64()}: {phase}, {root.GetProperty("lookedAt").GetInt64():N0} events looked at, {root.GetProperty("moved").GetInt64():N0} moved"));
            answer.Dispose();
            if (!wait || phase is "done" or "replaced")
            {
                return ExitCode.Done;
            }

            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellation);
            (exit, answer) = await GroupingApi.SendAsync(server, HttpMethod.Get, "rules", null, cancellation);
        }

        return exit;
    }
}
