using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using Inquest.Cli.Remote;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest gate halt</c>, <c>advance</c> and <c>override</c>.</summary>
static class GateActCommand
{
    public static Command Create(string name, string action, string description)
    {
        var release = new Argument<string>("release") { Description = "The release, as clients name it." };
        var reason = new Option<string?>("--reason") { Description = "Kept with the decision." };
        var server = new ServerOptions();
        var command = new Command(name, description) { release, reason };
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var connection = server.TryOpen(parsed);
            var project = server.TryProject(parsed);
            if (connection is null || project is null)
            {
                return ExitCode.Usage;
            }

            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("action", action);
                json.WriteString("note", parsed.GetValue(reason) ?? "");
                json.WriteEndObject();
            }

            using var request = new HttpRequestMessage(
                HttpMethod.Post,
                $"api/v1/projects/{Uri.EscapeDataString(project)}/releases/{Uri.EscapeDataString(parsed.GetValue(release)!)}/gate")
            {
                Content = new ByteArrayContent(buffer.ToArray()),
            };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            try
            {
                using var answer = await connection.SendAsync(request, cancellation);
                if (!answer.IsSuccessStatusCode)
                {
                    return await ServerConnection.ExplainAsync(answer, cancellation);
                }

                Console.WriteLine(GateText.Of(await answer.Content.ReadAsStringAsync(cancellation)));
                return ExitCode.Done;
            }
            catch (HttpRequestException e)
            {
                await Console.Error.WriteLineAsync($"inquest: {connection.Address} cannot be reached: {e.Message}. Is the server running?");
                return ExitCode.Unreachable;
            }
        });
        return command;
    }
}
