using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Inquest.Cli.Remote;

/// <summary>A server that a command talks to, and the token it does it with.</summary>
sealed class ServerConnection : IDisposable
{
    // An upload of the largest symbol file over a slow line; every other call answers in seconds.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    readonly HttpClient _http;

    ServerConnection(Uri address, string token)
    {
        Address = address;
        _http = new HttpClient { BaseAddress = address, Timeout = Patience };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("inquest/0.1");
    }

    public Uri Address { get; }

    /// <summary>Takes the address from the option, <c>INQUEST_URL</c> or the token itself, and the token from its file or <c>INQUEST_TOKEN</c>.</summary>
    /// <returns>Null, after a sentence on standard error, when one of them is missing.</returns>
    public static ServerConnection? TryOpen(string? url, FileInfo? tokenFile)
    {
        var token = tokenFile is not null ? File.ReadAllText(tokenFile.FullName).Trim() : Environment.GetEnvironmentVariable("INQUEST_TOKEN");
        if (string.IsNullOrEmpty(token))
        {
            Console.Error.WriteLine("inquest: no API token. Set INQUEST_TOKEN or give --token-file; tokens are made under Settings on the server.");
            return null;
        }

        url ??= Environment.GetEnvironmentVariable("INQUEST_URL") is { Length: > 0 } named ? named : AddressIn(token);
        if (!Uri.TryCreate(url?.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            Console.Error.WriteLine("inquest: no server address. Give --url http://host:port or set INQUEST_URL.");
            return null;
        }

        return new ServerConnection(address, token);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) =>
        _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);

    /// <summary>The exit code for a refusal, after a sentence about it.</summary>
    public static async Task<int> ExplainAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var detail = await DetailAsync(answer, cancellation);
        switch (answer.StatusCode)
        {
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                await Console.Error.WriteLineAsync($"inquest: the server refuses this token: {detail}. Make one with the right scopes under Settings.");
                return ExitCode.LoginNeeded;
            case HttpStatusCode.NotFound:
                await Console.Error.WriteLineAsync($"inquest: not found: {detail}");
                return ExitCode.NothingFound;
            case >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests:
                await Console.Error.WriteLineAsync($"inquest: the server could not do it now ({(int)answer.StatusCode}): {detail}. Try again.");
                return ExitCode.Unreachable;
            default:
                await Console.Error.WriteLineAsync($"inquest: refused ({(int)answer.StatusCode}): {detail}");
                return ExitCode.Failed;
        }
    }

    /// <summary>The one line that a problem+json body has for people.</summary>
    public static async Task<string> DetailAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var body = await answer.Content.ReadAsStringAsync(cancellation);
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("detail", out var detail) ? detail.ToString() : answer.ReasonPhrase ?? "";
        }
        catch (JsonException)
        {
            return answer.ReasonPhrase ?? "";
        }
    }

    public void Dispose() => _http.Dispose();

    // sntrys_BASE64({"url":…})_SECRET
    static string? AddressIn(string token)
    {
        var parts = token.Split('_');
        if (parts.Length < 3)
        {
            return null;
        }

        var claims = new byte[parts[1].Length];
        if (!Convert.TryFromBase64String(parts[1], claims, out var length))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(claims.AsMemory(0, length));
            return json.RootElement.TryGetProperty("url", out var url) ? url.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
