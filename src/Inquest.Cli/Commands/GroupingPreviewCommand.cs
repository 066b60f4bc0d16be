using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Inquest.Cli.Remote;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest grouping preview FILE</c>: what a rule file would do to stored events.</summary>
static class GroupingPreviewCommand
{
    const int Days = 30;

    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "A rule file." };
        var since = new Option<string>("--since") { Description = "How far back to look, in days: 30d.", DefaultValueFactory = _ => $"{Days}d" };
        var json = new Option<bool>("--json") { Description = "The server's answer as it is." };
        var server = new ServerOptions();
        var command = new Command("preview", "Tries a rule file on stored events and changes nothing.") { file, since, json };
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var connection = server.TryOpen(parsed);
            var project = server.TryProject(parsed);
            if (connection is null || project is null || !int.TryParse(parsed.GetValue(since)!.TrimEnd('d'), NumberStyles.None, CultureInfo.InvariantCulture, out var days))
            {
                return ExitCode.Usage;
            }

            if (GroupingCheckCommand.Read(parsed.GetValue(file)!) is not { } text)
            {
                return ExitCode.UnreadableInput;
            }

            var (exit, answer) = await GroupingApi.SendAsync((connection, project), HttpMethod.Post, $"preview?sinceDays={days}", text, cancellation);
            using (answer)
            {
                if (answer is null)
                {
                    return exit;
                }

                if (parsed.GetValue(json))
                {
                    Console.WriteLine(answer.RootElement.GetRawText());
                }
                else
                {
                    Print(answer.RootElement);
                }

                return answer.RootElement.GetProperty("failedPins").GetArrayLength() > 0 ? ExitCode.SomeItemsFailed : ExitCode.Done;
            }
        });
        return command;
    }

    static void Print(JsonElement root)
    {
        string N(string name) => root.GetProperty(name).GetInt64().ToString("N0", CultureInfo.InvariantCulture);
        Console.WriteLine(
            $"{N("lookedAt")} events of {N("sinceDays")} days looked at · {N("moved")} would move · {N("merged")} issues become part of others · {N("split")} are split · {N("created")} are made · {N("reopened")} resolved ones would reopen");
        foreach (var change in root.GetProperty("changes").EnumerateArray())
        {
            var to = change.TryGetProperty("to", out var target) ? $"{target.GetString()} {change.GetProperty("toTitle").GetString()}" : "a new issue";
            Console.WriteLine($"\n{change.GetProperty("events").GetInt64(),8} events  {change.GetProperty("from").GetString()} {change.GetProperty("fromTitle").GetString()}");
            Console.WriteLine($"{"",8}      to  {to}");
            Console.WriteLine($"{"",8} because  {change.GetProperty("signature").GetString()}: {change.GetProperty("explanation").GetString()}");
            Console.WriteLine($"{"",8}    e.g.  {string.Join(' ', change.GetProperty("examples").EnumerateArray().Select(example => example.GetString()))}");
        }

        foreach (var pin in root.GetProperty("failedPins").EnumerateArray())
        {
            Console.WriteLine($"line {pin.GetProperty("line").GetInt32()}: {pin.GetProperty("eventId").GetString()} should be in {pin.GetProperty("wanted").GetString()}: {pin.GetProperty("reason").GetString()}");
        }
    }
}
