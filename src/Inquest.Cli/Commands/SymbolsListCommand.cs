using System.CommandLine;
using System.Text.Json;
using Inquest.Cli.Remote;
using Inquest.Cli.SymbolFiles;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest symbols list</c>: the files that the server has, latest first.</summary>
static class SymbolsListCommand
{
    public static Command Create()
    {
        var query = new Argument<string?>("query") { Description = "Part of a name, a release, a debug id or a code id.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "The server's answers as they are, one page a line." };
        var server = new ServerOptions();
        var command = new Command("list", "Lists the symbol files that the server has, latest first.") { query, json };
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var connection = server.TryOpen(parsed);
            var project = server.TryProject(parsed);
            return connection is null || project is null
                ? ExitCode.Usage
                : await RunAsync(connection, project, parsed.GetValue(query), parsed.GetValue(json), cancellation);
        });
        return command;
    }

    static async Task<int> RunAsync(ServerConnection connection, string project, string? query, bool asJson, CancellationToken cancellation)
    {
        string? cursor = null;
        var count = 0;
        do
        {
            var address = $"api/v1/projects/{Uri.EscapeDataString(project)}/symbols?query={Uri.EscapeDataString(query ?? "")}&cursor={cursor}";
            var (exit, body) = await SymbolsApi.GetAsync(connection, address, cancellation);
            if (body is null)
            {
                return exit;
            }

            using var json = JsonDocument.Parse(body);
            count += json.RootElement.GetProperty("items").GetArrayLength();
            if (asJson)
            {
                Console.WriteLine(body);
            }
            else
            {
                Print(json.RootElement);
            }

            cursor = json.RootElement.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return count == 0 && query is not null ? ExitCode.NothingFound : ExitCode.Done;
    }

    static void Print(JsonElement page)
    {
        foreach (var file in page.GetProperty("items").EnumerateArray())
        {
            var ids = string.Join(", ", file.GetProperty("objects").EnumerateArray().Select(part => Text(part, "debugId") ?? Text(part, "codeId")).Distinct());
            Console.WriteLine(
                $"{file.GetProperty("id").GetInt64(),8} {Sizes.Text(file.GetProperty("size").GetInt64()),10}  {file.GetProperty("uploadedAt").GetDateTimeOffset():yyyy-MM-dd}  {Text(file, "release") ?? "-",-16} {file.GetProperty("kind").GetString(),-12} {ids,-34} {file.GetProperty("name").GetString()}");
        }
    }

    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
