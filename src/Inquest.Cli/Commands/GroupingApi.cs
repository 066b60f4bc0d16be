using System.Text;
using System.Text.Json;
using Inquest.Cli.Remote;

namespace Inquest.Cli.Commands;

/// <summary>Requests that the commands of grouping share.</summary>
static class GroupingApi
{
    /// <param name="server">Where.</param>
    /// <param name="method">GET, POST or PUT.</param>
    /// <param name="path">Below the project's <c>grouping/</c>.</param>
    /// <param name="text">A rule file to send; null for none.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The answer, or null and the exit code after a sentence on standard error.</returns>
    public static async Task<(int Exit, JsonDocument? Answer)> SendAsync(
        (ServerConnection Connection, string Project) server, HttpMethod method, string path, string? text, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, $"api/v1/projects/{Uri.EscapeDataString(server.Project)}/grouping/{path}");
        if (text is not null)
        {
            request.Content = new StringContent($"{{\"text\":\"{JsonEncodedText.Encode(text)}\"}}", Encoding.UTF8, "application/json");
        }

        try
        {
            using var answer = await server.Connection.SendAsync(request, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                return (await ServerConnection.ExplainAsync(answer, cancellation), null);
            }

            return (ExitCode.Done, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation)));
        }
        catch (HttpRequestException e)
        {
            await Console.Error.WriteLineAsync($"inquest: the server cannot be reached: {e.Message}");
            return (ExitCode.Unreachable, null);
        }
    }
}
