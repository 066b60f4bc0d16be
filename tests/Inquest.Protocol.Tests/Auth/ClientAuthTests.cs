using Inquest.Protocol.Auth;

namespace Inquest.Protocol.Tests.Auth;

public sealed class ClientAuthTests
{
    const string Key = "0123456789abcdef0123456789abcdef";
    const string Other = "ffffffffffffffff0123456789abcdef";

    [Theory]
    [InlineData("Sentry sentry_version=7,sentry_client=sentry.dotnet/6.12.1,sentry_key=" + Key)]
    [InlineData("Sentry sentry_key=" + Key + ", sentry_version=7, sentry_client=sentry.native/0.16.3")]
    [InlineData("sentry sentry_key=" + Key)]
    public void Reads_the_header_with_and_without_spaces(string header)
    {
        Assert.Equal(AuthStatus.Ok, ClientAuth.TryParse(new AuthSources { SentryAuthHeader = header, ProjectId = "1" }, out var auth));
        Assert.Equal(Key, auth!.PublicKey);
    }

    [Fact]
    public void Reads_the_query_that_browsers_and_node_send()
    {
        var query = $"?sentry_version=7&sentry_key={Key}&sentry_client=sentry.javascript.node%2F11.12.0";
        Assert.Equal(AuthStatus.Ok, ClientAuth.TryParse(new AuthSources { Query = query }, out var auth));
        Assert.Equal(new ClientAuth(Key, 7, "sentry.javascript.node/11.12.0"), auth);
    }

    [Fact]
    public void Reads_basic_authorization_and_ignores_that_of_a_proxy()
    {
        var basic = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(Key + ":"));
        Assert.Equal(AuthStatus.Ok, ClientAuth.TryParse(new AuthSources { AuthorizationHeader = basic }, out _));
        var proxy = new AuthSources { AuthorizationHeader = "Basic YWRtaW46YWRtaW4=", Query = "sentry_key=" + Key };
        Assert.Equal(AuthStatus.Ok, ClientAuth.TryParse(proxy, out _));
    }

    [Theory]
    [InlineData(null, null, AuthStatus.NoKey, 401)]
    [InlineData("Bearer abc", null, AuthStatus.Malformed, 401)]
    [InlineData("Sentry nothing", null, AuthStatus.Malformed, 401)]
    [InlineData("Sentry sentry_key=" + Key, "sentry_key=" + Other, AuthStatus.Disagreement, 401)]
    [InlineData("Sentry sentry_key=" + Key, "sentry_key=" + Key, AuthStatus.Ok, 200)]
    [InlineData("Sentry sentry_key=xyz", null, AuthStatus.BadKey, 400)]
    [InlineData("Sentry sentry_version=8, sentry_key=" + Key, null, AuthStatus.BadVersion, 400)]
    public void Answers_as_the_table_of_the_protocol_says(string? header, string? query, AuthStatus expected, int status)
    {
        var found = ClientAuth.TryParse(new AuthSources { SentryAuthHeader = header, Query = query, ProjectId = "42" }, out _);
        Assert.Equal((expected, status), (found, found.HttpStatus()));
    }

    [Fact]
    public void Refuses_a_project_that_is_no_number() =>
        Assert.Equal(AuthStatus.BadProject, ClientAuth.TryParse(new AuthSources { ProjectId = "../1", Query = "sentry_key=" + Key }, out _));

    [Fact]
    public void The_dsn_of_the_envelope_authenticates_alone_and_must_agree_otherwise()
    {
        var dsn = $"https://{Key}@crash.example/42";
        Assert.Equal(AuthStatus.Ok, ClientAuth.TryParse(new AuthSources { EnvelopeDsn = dsn, ProjectId = "42" }, out _));
        Assert.Equal(AuthStatus.DsnMismatch, ClientAuth.TryParse(new AuthSources { EnvelopeDsn = dsn, ProjectId = "43" }, out _));
        Assert.Equal(AuthStatus.DsnMismatch, ClientAuth.TryParse(new AuthSources { EnvelopeDsn = dsn, Query = "sentry_key=" + Other }, out _));
    }

    [Theory]
    [InlineData("http://" + Key + "@127.0.0.1:9000/7", "http://127.0.0.1:9000/api/7/")]
    [InlineData("https://" + Key + ":secret@host/crash/7", "https://host/crash/api/7/")]
    [InlineData("https://" + Key + "@[::1]:8/7", "https://[::1]:8/api/7/")]
    public void Reads_a_dsn_with_port_path_and_secret(string text, string apiBase)
    {
        Assert.True(Dsn.TryParse(text, out var dsn));
        Assert.Equal(apiBase, dsn!.ApiBase);
        Assert.True(Dsn.TryParse(dsn.ToString(), out var again));
        Assert.Equal(dsn, again);
    }

    [Fact]
    public void Never_throws() => Gen.Select(Gen.String, Gen.String, Gen.String).Sample((a, b, c) =>
    {
        _ = ClientAuth.TryParse(new AuthSources { SentryAuthHeader = "Sentry " + a, Query = b, EnvelopeDsn = c, AuthorizationHeader = "Basic " + b }, out _);
        _ = Dsn.TryParse("http://" + a + "@" + b + "/" + c, out _);
    });
}
