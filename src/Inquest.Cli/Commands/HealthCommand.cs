using System.CommandLine;
using System.Text.Json;
using Inquest.Cli.Remote;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest health check</c>: are the rates right?</summary>
static class HealthCommand
{
    public static Command Create() => new("health", "Looks at crash-free rates.") { Check() };

    static Command Check()
    {
        var json = new Option<bool>("--json") { Description = "The server's answer as it is." };
        var server = new ServerOptions();
        var command = new Command(
            "check",
            """
            Looks for everything that makes rates wrong: sampling, missing sessions, clocks, users, made-up releases.

            Exit 0: nothing, or notes only. 7: rates were put right or miss a part. 1: a rate would be wrong or is refused.

              inquest health check
              inquest health check --json | jq '.items[].fix'
            """)
        {
            json,
        };
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
                connection, $"api/v1/projects/{Uri.EscapeDataString(project)}/health/findings?limit=100", cancellation);
            return body is null ? exit : Print(body, parsed.GetValue(json));
        });
        return command;
    }

    static int Print(string body, bool asJson)
    {
        using var document = JsonDocument.Parse(body);
        var items = document.RootElement.GetProperty("items");
        var weights = items.EnumerateArray().Select(item => item.GetProperty("weight").GetString()).ToHashSet(StringComparer.Ordinal);
        if (asJson)
        {
            Console.WriteLine(body);
        }
        else if (items.GetArrayLength() == 0)
        {
            Console.WriteLine("Nothing found: sessions and crashes fit together.");
        }

        foreach (var item in asJson ? [] : items.EnumerateArray())
        {
            var release = item.TryGetProperty("release", out var name) ? name.GetString() : "all releases";
            var sdk = item.TryGetProperty("sdk", out var client) ? $", {client.GetString()}" : "";
            Console.WriteLine($"{item.GetProperty("weight").GetString()}  {item.GetProperty("code").GetString()}  ({release}{sdk})");
            Console.WriteLine($"  {item.GetProperty("what").GetString()}");
            Console.WriteLine($"  {item.GetProperty("fix").GetString()}");
        }

        return weights.Contains("wrong") ? ExitCode.Failed : weights.Contains("warning") ? ExitCode.SomeItemsFailed : ExitCode.Done;
    }
}
