using System.Buffers;

namespace Inquest.Processing.Scrub;

/// <summary>Secrets that are known by their shape: a prefix that their issuer chose, then enough characters of an alphabet.</summary>
static class TokenShapes
{
    static readonly SearchValues<char> Word = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=.~");
    static readonly SearchValues<char> UpperDigits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    static readonly (string Prefix, SearchValues<char> Alphabet, int Shortest)[] Prefixes =
    [
        ("sntrys_", Base64, 16), ("sntryu_", Word, 16), ("sntrya_", Word, 16), ("sntryi_", Word, 16),
        ("ghp_", Word, 20), ("gho_", Word, 20), ("ghu_", Word, 20), ("ghs_", Word, 20), ("ghr_", Word, 20), ("github_pat_", Word, 20),
        ("glpat-", Word, 16), ("xoxb-", Word, 10), ("xoxp-", Word, 10), ("xoxa-", Word, 10), ("xoxs-", Word, 10), ("xoxr-", Word, 10),
        ("sk_live_", Word, 16), ("rk_live_", Word, 16), ("sk_test_", Word, 16), ("whsec_", Word, 16), ("npm_", Word, 30), ("pypi-", Word, 40),
        ("AKIA", UpperDigits, 16), ("ASIA", UpperDigits, 16), ("AIza", Word, 30), ("ya29.", Word, 20), ("dop_v1_", Word, 32),
        ("SG.", Base64, 40), ("shpat_", Word, 24), ("hvs.", Word, 20),
    ];

    /// <summary>What a scan stops at, beside <see cref="JwtStart"/> and the rest.</summary>
    public static IEnumerable<string> Triggers => Prefixes.Select(p => p.Prefix);

    public const string JwtStart = "eyJ";

    /// <summary>Length of the token that begins at <paramref name="at"/>, or 0.</summary>
    public static int Match(ReadOnlySpan<char> text, int at)
    {
        if (at > 0 && char.IsAsciiLetterOrDigit(text[at - 1]))
        {
            return 0;
        }

        var rest = text[at..];
        if (rest.StartsWith(JwtStart, StringComparison.Ordinal))
        {
            return Jwt(rest);
        }

        foreach (var (prefix, alphabet, shortest) in Prefixes)
        {
            if (rest.StartsWith(prefix, StringComparison.Ordinal))
            {
                var length = Run(rest[prefix.Length..], alphabet);
                // A sentence's full stop is no part of it.
                while (length > 0 && rest[prefix.Length + length - 1] == '.')
                {
                    length--;
                }

                return length >= shortest ? prefix.Length + length : 0;
            }
        }

        return 0;
    }

    /// <summary>Length of the credentials after <c>Bearer </c> or <c>Basic </c>, or 0 when it is an ordinary word.</summary>
    public static int Credentials(ReadOnlySpan<char> rest, bool isBasic)
    {
        var length = Run(rest, Base64);
        if (isBasic)
        {
            Span<byte> bytes = stackalloc byte[512];
            return length is >= 8 and <= 512 && Convert.TryFromBase64Chars(rest[..length], bytes, out var count)
                && bytes[..count].Contains((byte)':') ? length : 0;
        }

        // “bearer tokens” is prose, “bearer a8f…” is not.
        return length >= 16 || (length >= 8 && rest[..length].IndexOfAnyInRange('0', '9') >= 0) ? length : 0;
    }

    static int Jwt(ReadOnlySpan<char> rest)
    {
        var header = Run(rest, Word);
        if (header < 12 || header >= rest.Length || rest[header] != '.')
        {
            return 0;
        }

        var payload = Run(rest[(header + 1)..], Word);
        var end = header + 1 + payload;
        return payload < 4 ? 0 : end < rest.Length && rest[end] == '.' ? end + 1 + Run(rest[(end + 1)..], Word) : end;
    }

    static int Run(ReadOnlySpan<char> text, SearchValues<char> alphabet)
    {
        var end = text.IndexOfAnyExcept(alphabet);
        return end < 0 ? text.Length : end;
    }
}
