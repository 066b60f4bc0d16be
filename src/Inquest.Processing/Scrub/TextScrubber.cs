using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Inquest.Processing.Scrub;

/// <summary>Takes secrets out of one string. Clean strings cost one search and are returned as they are.</summary>
sealed class TextScrubber
{
    static readonly string[] KeyWords =
    [
        "passw", "passphrase", "passcode", "pwd", "secret", "token", "apikey", "api_key", "api-key", "accesskey", "access_key", "access-key",
        "authorization", "cookie", "credential", "private_key", "privatekey", "sessionid", "session_id", "csrf", "xsrf", "signature", "sig=",
        "creditcard", "credit_card", "cardnumber", "card_number", "accountkey",
    ];

    static readonly string[] Starts =
    [
        .. KeyWords, .. TokenShapes.Triggers, TokenShapes.JwtStart, "bearer ", "basic ", "-----begin ",
        "/home/", "/users/", "\\users\\", "\\home\\", "/documents and settings/", "\\documents and settings\\", "\\\\users",
    ];

    static readonly TriggerWords Triggers = new([.. Starts, "://"]);

    // Beside the text rules: escapes hide words, and short keys only count as whole names.
    static readonly TriggerWords TreeTriggers = new(
    [
        .. Starts, "environ\"", "environment_variables", "environmentvariables", "process.env", "\"env\"", "\"auth\"", "\"pin\"", "\"otp\"", "\"ssn\"", "\"cvv\"", "\"cvc\"", "\"jwt\"",
        "\"bearer\"", "\"pass\"", "\"pw\"", "\"sig\"", "\"iban\"", "passwort", "kennwort", "x-auth", "_dsn\"", "socialsecurity", "api.key", "card-number",
        "session-id",
    ]);

    static readonly SearchValues<byte> AuthorityBytesEnd = SearchValues.Create("/?# \t\r\n\"'"u8);
    static readonly SearchValues<char> AuthorityEnd = SearchValues.Create("/?# \t\r\n\"'");

    readonly ScrubRules _rules;
    readonly SecretKeys _keys;
    readonly List<Regex> _patterns = [];

    public TextScrubber(ScrubRules rules, SecretKeys keys)
    {
        _rules = rules;
        _keys = keys;
        foreach (var pattern in rules.Patterns.Take(ScrubLimits.MaxPatterns))
        {
            try
            {
                _patterns.Add(new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, ScrubLimits.PatternTimeout));
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                BadPatterns.Add(pattern);
            }
        }
    }

    public List<string> BadPatterns { get; } = [];

    /// <summary>True when rules of the project look at every string, so that no precheck can skip one.</summary>
    bool LooksEverywhere => _patterns.Count > 0 || _rules.Emails || _rules.IpAddresses || _rules.ExtraKeys.Count > 0;

    /// <summary>True when a rule could find something in JSON text: the cheap question before the walk over a tree.</summary>
    public bool MayHold(ReadOnlySpan<byte> json) =>
        LooksEverywhere || HasEscapes(json) || TreeTriggers.IsIn(json) || HasUserInfo(json) || (_rules.CardNumbers && CardNumbers.MayHold(json));

    // An escaped slash or letter hides a word; a quote, a line break and a backslash do not.
    static bool HasEscapes(ReadOnlySpan<byte> json) =>
        json.IndexOf((byte)'\\') is >= 0 and var at && (json[at..].IndexOf("\\/"u8) >= 0 || json[at..].IndexOf("\\u"u8) >= 0);

    // Every request has addresses; those with a user are few.
    static bool HasUserInfo(ReadOnlySpan<byte> json)
    {
        while (json.IndexOf("://"u8) is var at and >= 0)
        {
            json = json[(at + 3)..];
            var end = json.IndexOfAny(AuthorityBytesEnd);
            if ((end < 0 ? json : json[..end]).Contains((byte)'@'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The text with its secrets replaced; the same instance when there are none.</summary>
    public string Scrub(string text)
    {
        if (text.Length < ScrubLimits.ShortestSecret)
        {
            return text;
        }

        // A marker is another neighbour than the secret was, and may uncover what stood against it.
        for (var pass = 0; pass < ScrubLimits.MaxPasses; pass++)
        {
            var clean = Once(text);
            if (clean == text)
            {
                return text;
            }

            text = clean;
        }

        return Marker.Secret;
    }

    string Once(string text)
    {
        text = Shapes(text);
        text = _rules.CardNumbers ? Replace(text, Marker.CardNumber, CardNumbers.TryFind) : text;
        text = _rules.Emails ? Replace(text, Marker.Email, NetworkNames.TryFindEmail) : text;
        text = _rules.IpAddresses ? Replace(text, Marker.Address, NetworkNames.TryFindAddress) : text;
        foreach (var pattern in _patterns)
        {
            text = Apply(pattern, text);
        }

        return text;
    }

    delegate bool Finder(ReadOnlySpan<char> text, int from, out int start, out int end);

    static string Replace(string text, string marker, Finder find)
    {
        if (!find(text, 0, out var start, out var end))
        {
            return text;
        }

        var scrubbed = new StringBuilder(text.Length);
        var copied = 0;
        do
        {
            scrubbed.Append(text, copied, start - copied).Append(marker);
            copied = end;
        }
        while (find(text, copied, out start, out end));

        return scrubbed.Append(text, copied, text.Length - copied).ToString();
    }

    static string Apply(Regex pattern, string text)
    {
        try
        {
            // The engine is linear, and an empty match would put a marker between all characters.
            return pattern.Replace(text, m => m.Length == 0 || Marker.IsWithin(text, m.Index) ? m.Value : Marker.Pattern);
        }
        catch (RegexMatchTimeoutException)
        {
            return Marker.Pattern;
        }
    }

    string Shapes(string text)
    {
        StringBuilder? scrubbed = null;
        var (copied, position) = (0, 0);
        while (position < text.Length && Triggers.IndexIn(text.AsSpan(position)) is var found and >= 0)
        {
            var at = position + found;
            if (TryShape(text, at, out var start, out var end, out var marker))
            {
                scrubbed ??= new StringBuilder(text.Length);
                scrubbed.Append(text, copied, start - copied).Append(marker);
                copied = position = end;
            }
            else
            {
                position = at + 1;
            }
        }

        return scrubbed is null ? text : scrubbed.Append(text, copied, text.Length - copied).ToString();
    }

    bool TryShape(ReadOnlySpan<char> text, int at, out int start, out int end, out string marker)
    {
        (start, end, marker) = (at, at, "");
        var rest = text[at..];
        if (_rules.HomeDirectories && rest[0] is '/' or '\\' && HomeDirectories.TryMatch(text, at, out start, out end))
        {
            marker = Marker.HomeDirectory;
            return true;
        }

        if (_rules.Tokens)
        {
            start = at;
            if (TokenShapes.Match(text, at) is > 0 and var length)
            {
                (end, marker) = (at + length, Marker.Token);
                return true;
            }

            if (TryCredentials(text, at, out start, out end) || TryUserInfo(text, at, out start, out end))
            {
                marker = Marker.Credentials;
                return true;
            }

            if (TryPrivateKey(rest, out var keyLength))
            {
                (start, end, marker) = (at, at + keyLength, Marker.PrivateKey);
                return true;
            }
        }

        return KeyAndValue.TryMatch(text, at, _keys, out start, out end, out marker);
    }

    static bool TryCredentials(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        (start, end) = (at, at);
        var rest = text[at..];
        var isBasic = rest.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase);
        if (!isBasic && !rest.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        start = at + (isBasic ? 6 : 7);
        var length = TokenShapes.Credentials(text[start..], isBasic);
        end = start + length;
        return length > 0;
    }

    /// <summary><c>://user:password@host</c>; a name alone (a DSN's public key) is no secret.</summary>
    static bool TryUserInfo(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        (start, end) = (at, at);
        if (!text[at..].StartsWith("://", StringComparison.Ordinal))
        {
            return false;
        }

        start = at + 3;
        var rest = text[start..];
        var authority = rest.IndexOfAny(AuthorityEnd);
        rest = authority < 0 ? rest : rest[..authority];
        var length = rest.LastIndexOf('@');
        end = start + Math.Max(length, 0);
        return length > 1 && rest[..length].IndexOf(':') is >= 0 and var colon && colon < length - 1;
    }

    static bool TryPrivateKey(ReadOnlySpan<char> rest, out int length)
    {
        length = 0;
        if (!rest.StartsWith("-----BEGIN ", StringComparison.Ordinal))
        {
            return false;
        }

        var title = rest["-----BEGIN ".Length..];
        var titleEnd = title.IndexOf("-----", StringComparison.Ordinal);
        if (titleEnd is < 0 or > 64 || !title[..titleEnd].Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return false;
        }

        // A key that was cut short is a secret to its last character.
        var end = rest.IndexOf("-----END ", StringComparison.Ordinal);
        var close = end < 0 ? -1 : rest[(end + 9)..].IndexOf("-----", StringComparison.Ordinal);
        length = close < 0 ? rest.Length : end + 9 + close + 5;
        return true;
    }
}
