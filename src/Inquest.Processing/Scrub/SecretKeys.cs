using System.Buffers;

namespace Inquest.Processing.Scrub;

/// <summary>Decides by its name whether a key, header, field or variable holds a secret.</summary>
/// <remarks>Names are compared in lower case and without dashes, underscores, dots and spaces.</remarks>
sealed class SecretKeys
{
    static readonly SearchValues<string> Fragments = SearchValues.Create(
        ["password", "passwd", "passphrase", "passcode", "secret", "apikey", "accesskey", "privatekey", "credential", "authorization",
            "cookie", "sessionid", "csrf", "xsrf", "creditcard", "cardnumber", "accountkey", "amzsignature"],
        StringComparison.Ordinal);

    static readonly HashSet<string> Exact = new(StringComparer.Ordinal)
    {
        "auth", "pin", "otp", "ssn", "cvv", "cvc", "jwt", "bearer", "pwd", "pass", "pw", "sig", "signature", "passwort", "kennwort", "iban",
        "xauth", "sentrydsn", "socialsecuritynumber",
    };

    // Words that end in “token” and open nothing.
    static readonly string[] HarmlessTokens =
    [
        "cancellationtoken", "continuationtoken", "nexttoken", "pagetoken", "nextpagetoken", "metadatatoken", "syntaxtoken", "unexpectedtoken",
        "publickeytoken", "stoppingtoken",
    ];

    readonly HashSet<string> _extra;
    readonly HashSet<string> _allowed;
    readonly bool _defaults;

    public SecretKeys(ScrubRules rules)
    {
        _defaults = rules.SecretKeys;
        _extra = [.. rules.ExtraKeys.Select(Normalise)];
        _allowed = [.. rules.AllowedKeys.Select(Normalise)];
    }

    /// <summary>The marker that replaces the key's value, or null when the key is harmless.</summary>
    public string? MarkerFor(ReadOnlySpan<char> key)
    {
        Span<char> buffer = stackalloc char[ScrubLimits.MaxKeyLength];
        var name = Normalise(key, buffer);
        if (name.IsEmpty || _allowed.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name))
        {
            return null;
        }

        if (_extra.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name))
        {
            return Marker.Secret;
        }

        if (!_defaults)
        {
            return null;
        }

        var hit = name.IndexOfAny(Fragments) >= 0
            || Exact.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name)
            || name.EndsWith("pwd", StringComparison.Ordinal)
            || (name.EndsWith("token", StringComparison.Ordinal) && !IsHarmless(name));
        return !hit ? null
            : name.Contains("cookie", StringComparison.Ordinal) ? Marker.Cookie
            : name.Contains("authorization", StringComparison.Ordinal) ? Marker.Authorization
            : Marker.Secret;
    }

    static bool IsHarmless(ReadOnlySpan<char> name)
    {
        foreach (var word in HarmlessTokens)
        {
            if (name.EndsWith(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    static string Normalise(string key) =>
        Normalise(key, new char[ScrubLimits.MaxKeyLength]).ToString();

    static ReadOnlySpan<char> Normalise(ReadOnlySpan<char> key, Span<char> buffer)
    {
        if (key.Length > buffer.Length)
        {
            key = key[^buffer.Length..];
        }

        var length = 0;
        foreach (var c in key)
        {
            if (c is not ('-' or '_' or '.' or ' ' or '$' or '@'))
            {
                buffer[length++] = char.ToLowerInvariant(c);
            }
        }

        return buffer[..length];
    }
}
