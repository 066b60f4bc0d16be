using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Inquest.Cli.Remote;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest drift FROM TO</c>: what is new in a release, what only looks new, and what became more frequent.</summary>
static class DriftCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("from") { Description = "The earlier release." };
        var to = new Argument<string>("to") { Description = "The later release." };
        var json = new Option<bool>("--json") { Description = "The server's answer as it is." };
        var server = new ServerOptions();
        var command = new Command("drift", "Compares the issues of two releases.") { from, to, json };
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var connection = server.TryOpen(parsed);
            var project = server.TryProject(parsed);
            if (connection is null || project is null)
            {
                return ExitCode.Usage;
            }

            var path = $"drift?from={Uri.EscapeDataString(parsed.GetValue(from)!)}&to={Uri.EscapeDataString(parsed.GetValue(to)!)}";
            var (exit, answer) = await GroupingApi.SendAsync((connection, project), HttpMethod.Get, path, null, cancellation);
            using (answer)
            {
                if (answer is not null)
                {
                    Print(answer.RootElement, parsed.GetValue(json));
                }
            }

            return exit;
        });
        return command;
    }

    static void Print(JsonElement root, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(root.GetRawText());
            return;
        }

        Console.WriteLine("New by name, the same bug as an older issue:");
        foreach (var row in root.GetProperty("drifted").EnumerateArray())
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {Text(row, "shortId"),-12} {Text(row, "title")}\n  = {Text(row, "oldShortId"),-10} {Text(row, "oldTitle")}   likeness {row.GetProperty("likeness").GetDouble():0.00}, {Text(row, "cause")}"));
        }

        Console.WriteLine($"More frequent than before, per {Text(root, "per")}:");
        foreach (var row in root.GetProperty("jumped").EnumerateArray())
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {Text(row, "shortId"),-12} × {row.GetProperty("ratio").GetDouble():0.0} ({row.GetProperty("ratioLow").GetDouble():0.0} to {row.GetProperty("ratioHigh").GetDouble():0.0})  {Text(row, "title")}"));
        }

        Console.WriteLine("New:");
        foreach (var row in root.GetProperty("new").EnumerateArray())
        {
            Console.WriteLine($"  {Text(row, "shortId"),-12} {row.GetProperty("events").GetInt64(),8} events  {Text(row, "title")}");
        }
    }

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
