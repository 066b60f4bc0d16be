namespace Inquest.Protocol.Auth;

/// <summary>Every place of one request that can hold a client key, as received.</summary>
public readonly record struct AuthSources
{
    /// <summary>The decimal project id of the path, or null on routes without one.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Value of <c>X-Sentry-Auth</c>.</summary>
    public string? SentryAuthHeader { get; init; }

    /// <summary>Value of <c>Authorization</c>.</summary>
    public string? AuthorizationHeader { get; init; }

    /// <summary>The query, with or without its question mark.</summary>
    public string? Query { get; init; }

    /// <summary>The key as a segment of the path (<c>/unreal/{key}/</c>).</summary>
    public string? PathKey { get; init; }

    /// <summary>The <c>dsn</c> of the envelope's header, once that line was read.</summary>
    public string? EnvelopeDsn { get; init; }
}
