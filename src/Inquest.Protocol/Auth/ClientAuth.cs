using System.Buffers;
using System.Text;

namespace Inquest.Protocol.Auth;

/// <summary>The key that a client authenticates with, and what it says of itself (§1.2).</summary>
/// <param name="PublicKey">32 lower-case hex digits.</param>
/// <param name="Version">Protocol version, 7 when the client does not say.</param>
/// <param name="Client">E.g. <c>sentry.dotnet/6.12.1</c>.</param>
public sealed record ClientAuth(string PublicKey, int Version, string? Client)
{
    const int CurrentVersion = 7;
    const int LongestClientName = 200;
    static readonly SearchValues<char> KeyDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Reads every source; they may repeat each other but not contradict each other.</summary>
    /// <param name="auth">Null unless the status is <see cref="AuthStatus.Ok"/>.</param>
    public static AuthStatus TryParse(in AuthSources sources, out ClientAuth? auth)
    {
        auth = null;
        if (sources.ProjectId is { } project && !IsProjectId(project))
        {
            return AuthStatus.BadProject;
        }

        var claim = new Claim();
        ReadHeader(sources.SentryAuthHeader, ref claim, isOurs: true);
        ReadHeader(sources.AuthorizationHeader, ref claim, isOurs: false);
        ReadQuery(sources.Query, ref claim);
        claim.AddKey(sources.PathKey);
        if (claim.Status != AuthStatus.Ok)
        {
            return claim.Status;
        }

        if (!string.IsNullOrEmpty(sources.EnvelopeDsn))
        {
            if (!Dsn.TryParse(sources.EnvelopeDsn, out var dsn))
            {
                // A tunnel may mangle the DSN; it only decides when nothing else authenticates.
                if (claim.Key is null)
                {
                    return AuthStatus.BadDsn;
                }
            }
            else if ((claim.Key ?? dsn!.PublicKey) != dsn!.PublicKey || (sources.ProjectId ?? dsn.ProjectId) != dsn.ProjectId)
            {
                return AuthStatus.DsnMismatch;
            }
            else
            {
                claim.AddKey(dsn.PublicKey);
            }
        }

        if (claim.Key is null)
        {
            return AuthStatus.NoKey;
        }

        if (!IsKey(claim.Key))
        {
            return AuthStatus.BadKey;
        }

        if (claim.Version is not null && !TryVersion(claim.Version, out _))
        {
            return AuthStatus.BadVersion;
        }

        var version = CurrentVersion;
        if (claim.Version is not null)
        {
            _ = TryVersion(claim.Version, out version);
        }

        auth = new ClientAuth(claim.Key, version, claim.Client);
        return AuthStatus.Ok;
    }

    /// <summary>32 lower-case hex digits.</summary>
    public static bool IsKey(ReadOnlySpan<char> key) =>
        key.Length == 32 && !key.ContainsAnyExcept(KeyDigits);

    /// <summary>Decimal digits only, and few enough for a 64-bit number: several SDKs refuse anything else.</summary>
    public static bool IsProjectId(ReadOnlySpan<char> id) =>
        id.Length is > 0 and <= 18 && !id.ContainsAnyExceptInRange('0', '9');

    static bool TryVersion(string text, out int version) =>
        int.TryParse(text.AsSpan(0, text.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? dot : text.Length), out version)
        && version is >= 0 and <= CurrentVersion;

    static void ReadHeader(string? value, ref Claim claim, bool isOurs)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        var text = value.AsSpan().Trim();
        if (text.StartsWith("Sentry ", StringComparison.OrdinalIgnoreCase))
        {
            ReadPairs(text["Sentry ".Length..], ref claim);
        }
        else if (isOurs)
        {
            // The header is only ever ours, so that anything else in it is an error.
            claim.Fail(AuthStatus.Malformed);
        }
        else if (text.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            ReadBasic(text["Basic ".Length..].Trim(), ref claim);
        }
    }

    static void ReadPairs(ReadOnlySpan<char> text, ref Claim claim)
    {
        // .NET sends no space after the comma, native sends one; both are right.
        var anyKey = false;
        foreach (var range in text.Split(','))
        {
            var pair = text[range].Trim();
            var equals = pair.IndexOf('=');
            if (equals <= 0)
            {
                continue;
            }

            anyKey |= claim.Add(pair[..equals].Trim(), pair[(equals + 1)..].Trim().Trim('"').ToString());
        }

        if (!anyKey)
        {
            claim.Fail(AuthStatus.Malformed);
        }
    }

    // Reverse proxies that guard a site pass their own users in Basic: one that is no key is none of our business.
    static void ReadBasic(ReadOnlySpan<char> text, ref Claim claim)
    {
        Span<byte> bytes = stackalloc byte[256];
        if (text.Length > 256 || !Convert.TryFromBase64Chars(text, bytes, out var length))
        {
            return;
        }

        var user = Encoding.Latin1.GetString(bytes[..length]).Split(':')[0];
        if (IsKey(user))
        {
            claim.AddKey(user);
        }
    }

    static void ReadQuery(string? query, ref Claim claim)
    {
        if (string.IsNullOrEmpty(query))
        {
            return;
        }

        var text = query.AsSpan().TrimStart('?');
        foreach (var range in text.Split('&'))
        {
            var pair = text[range];
            var equals = pair.IndexOf('=');
            if (equals > 0 && pair.StartsWith("sentry_", StringComparison.Ordinal))
            {
                claim.Add(pair[..equals], Uri.UnescapeDataString(pair[(equals + 1)..].ToString()));
            }
        }
    }

    struct Claim
    {
        public AuthStatus Status;
        public string? Key;
        public string? Version;
        public string? Client;

        public bool Add(ReadOnlySpan<char> name, string value)
        {
            switch (name)
            {
                case "sentry_key":
                    AddKey(value);
                    return value.Length > 0;
                case "sentry_version":
                    Version ??= value;
                    break;
                case "sentry_client":
                    Client ??= value.Length > LongestClientName ? value[..LongestClientName] : value;
                    break;
            }

            return false;
        }

        public void AddKey(string? key)
        {
            if (string.IsNullOrEmpty(key))
            {
                return;
            }

            if (Key is not null && Key != key)
            {
                Fail(AuthStatus.Disagreement);
            }

            Key ??= key;
        }

        public void Fail(AuthStatus status) => Status = Status == AuthStatus.Ok ? status : Status;
    }
}
