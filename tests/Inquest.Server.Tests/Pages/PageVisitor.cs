using Inquest.Storage.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Inquest.Server.Tests.Pages;

/// <summary>A signed-in person without a browser: cookies, forms with their token, no redirects.</summary>
sealed class PageVisitor : IDisposable
{
    readonly HttpClient _client;
    string? _token;

    /// <param name="server">Whom to visit.</param>
    /// <param name="role">The role of the person; null is nobody.</param>
    public PageVisitor(TestServer server, Role? role = Role.Owner)
    {
        var handler = new HttpClientHandler { AllowAutoRedirect = false };
        _client = new HttpClient(handler) { BaseAddress = server.Client.BaseAddress, Timeout = TimeSpan.FromMinutes(1) };
        _client.DefaultRequestHeaders.Add("Accept", "text/html");
        if (role is { } known)
        {
            UserId = known == Role.Owner ? 1 : Add(server, known);
            var session = server.Server.Services.GetRequiredService<SessionService>().Begin(UserId, null);
            handler.CookieContainer.Add(server.Client.BaseAddress!, new System.Net.Cookie("inquest_session", session));
        }
    }

    public long UserId { get; }

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(path);

    public Task<string> TextAsync(string path) => _client.GetStringAsync(path);

    /// <summary>Sends a form as the page would.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        _token ??= TokenIn(await _client.GetStringAsync("/help"));
        return await _client.PostAsync(path, new FormUrlEncodedContent(
            fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Append(KeyValuePair.Create("_token", _token))));
    }

    public void Dispose() => _client.Dispose();

    static string TokenIn(string html)
    {
        const string Before = "name=\"_token\" value=\"";
        var start = html.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        return html[start..html.IndexOf('"', start)];
    }

    static long Add(TestServer server, Role role)
    {
        var members = server.Server.Services.GetRequiredService<MemberService>();
        var email = $"{role.Name()}@acme.example";
        members.Add(1, role.Name(), email, role, out _);
        return members.Members(1).Single(member => member.Email == email).UserId;
    }
}
