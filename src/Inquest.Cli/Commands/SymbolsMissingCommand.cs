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
        var server = new ServerOptions();
        var command = new Command("missing", "Lists the symbols that stored crashes lack, most useful first.") { json };
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var connection = server.TryOpen(parsed);
            var project = server.TryProject(parsed);
            return connection is null || project is null
                ? ExitCode.Usage
                : await RunAsync(connection, project, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    static async Task<int> RunAsync(ServerConnection connection, string project, bool asJson, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/v1/projects/{Uri.EscapeDataString(project)}/symbols/missing");
        HttpResponseMessage answer;
        try
        {
            answer = await connection.SendAsync(request, cancellation);
        }
        catch (HttpRequestException e)
        {
            await Console.Error.WriteLineAsync($"inquest: {connection.Address} cannot be reached: {e.Message}. Is the server running?");
            return ExitCode.Unreachable;
        }

        using (answer)
        {
            if (!answer.IsSuccessStatusCode)
            {
                return await ServerConnection.ExplainAsync(answer, cancellation);
            }

            var body = await answer.Content.ReadAsStringAsync(cancellation);
            if (asJson)
            {
                Console.WriteLine(body);
                return ExitCode.Done;
            }

            return Print(body);
        }
    }

    static int Print(string body)
    {
        using var json = JsonDocument.Parse(body);
        var items = json.RootElement.GetProperty("items");
        Console.WriteLine($"{"frames",9} {"events",8}  {"debug id",-34} module");
        foreach (var item in items.EnumerateArray())
        {
            Console.WriteLine(
                $"{item.GetProperty("frames").GetInt64(),9} {item.GetProperty("events").GetInt64(),8}  {item.GetProperty("debugId").GetString(),-34} {item.GetProperty("debugFile").GetString()}");
        }

        return ExitCode.Done;
    }
}
