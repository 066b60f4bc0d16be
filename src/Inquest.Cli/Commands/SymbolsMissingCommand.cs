using System.CommandLine;
using System.Text.Json;
using Inquest.Cli.Remote;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest symbols missing</c>: ids that the server's stacks lack, the most useful first.</summary>
static class SymbolsMissingCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "The server's answer as it is." };
        var lookups = new Option<bool>("--lookups") { Description = "Every place that was asked with its answer." };
        var server = new ServerOptions();
        var command = new Command("missing", "Lists the symbols that stored crashes lack, most useful first.") { json, lookups };
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var connection = server.TryOpen(parsed);
            var project = server.TryProject(parsed);
            if (connection is null || project is null)
            {
                return ExitCode.Usage;
            }

            var (exit, body) = await SymbolsApi.GetAsync(
                connection, $"api/v1/projects/{Uri.EscapeDataString(project)}/symbols/missing", cancellation);
            if (body is null)
            {
                return exit;
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(body);
                return ExitCode.Done;
            }

            return Print(body, parsed.GetValue(lookups));
        });
        return command;
    }

    static int Print(string body, bool withLookups)
    {
        using var json = JsonDocument.Parse(body);
        var items = json.RootElement.GetProperty("items");
        if (items.GetArrayLength() == 0)
        {
            Console.WriteLine("No symbols are missing.");
            return ExitCode.Done;
        }

        Console.WriteLine($"{"frames",9} {"events",8}  {"debug id",-34} {"answer",-10} module");
        foreach (var item in items.EnumerateArray())
        {
            Console.WriteLine(
                $"{item.GetProperty("frames").GetInt64(),9} {item.GetProperty("events").GetInt64(),8}  {item.GetProperty("debugId").GetString(),-34} {item.GetProperty("state").GetString(),-10} {item.GetProperty("debugFile").GetString()}");
            if (withLookups && item.TryGetProperty("lookups", out var lookups))
            {
                foreach (var lookup in lookups.EnumerateArray())
                {
                    Console.WriteLine($"{"",20} {lookup.GetString()}");
                }
            }
        }

        return ExitCode.Done;
    }
}
