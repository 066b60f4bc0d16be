using Inquest.Cli.Remote;

namespace Inquest.Cli.Commands;

/// <summary>One request of the symbol commands, with the sentence and exit code when it fails.</summary>
static class SymbolsApi
{
    public static Task<(int Exit, string? Body)> GetAsync(ServerConnection connection, string address, CancellationToken cancellation) =>
        SendAsync(connection, HttpMethod.Get, address, cancellation);

    /// <returns>The body, or null with the exit code after a sentence on standard error.</returns>
    public static async Task<(int Exit, string? Body)> SendAsync(
        ServerConnection connection, HttpMethod method, string address, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, address);
        try
        {
            using var answer = await connection.SendAsync(request, cancellation);
            return answer.IsSuccessStatusCode
                ? (ExitCode.Done, await answer.Content.ReadAsStringAsync(cancellation))
                : (await ServerConnection.ExplainAsync(answer, cancellation), null);
        }
        catch (HttpRequestException e)
        {
            await Console.Error.WriteLineAsync($"inquest: {connection.Address} cannot be reached: {e.Message}. Is the server running?");
            return (ExitCode.Unreachable, null);
        }
    }
}
