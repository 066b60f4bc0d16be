namespace Inquest.Protocol.Auth;

/// <summary>Status code and one line for people of each <see cref="AuthStatus"/>.</summary>
public static class AuthStatusText
{
    public static int HttpStatus(this AuthStatus status) => status switch
    {
        AuthStatus.Ok => 200,
        AuthStatus.NoKey or AuthStatus.Malformed or AuthStatus.Disagreement => 401,
        _ => 400,
    };

    public static string Detail(this AuthStatus status) => status switch
    {
        AuthStatus.Ok => "authenticated",
        AuthStatus.NoKey => "no client key: send X-Sentry-Auth or sentry_key",
        AuthStatus.Malformed => "the authentication header is not readable",
        AuthStatus.Disagreement => "multiple authorization payloads that differ",
        AuthStatus.BadKey => "the client key is not 32 lower-case hex digits",
        AuthStatus.BadProject => "the project id is not a number",
        AuthStatus.BadVersion => "unsupported protocol version: 7 and below are",
        AuthStatus.BadDsn => "the DSN of the envelope is not readable",
        AuthStatus.DsnMismatch => "the DSN of the envelope names another project or key",
        _ => "refused",
    };
}
