namespace Inquest.Processing.Scrub;

/// <summary>What stands in place of a secret.</summary>
static class Marker
{
    public const string Start = "⟨scrubbed: ";
    public const string Secret = Start + "secret⟩";
    public const string Cookie = Start + "cookie⟩";
    public const string Authorization = Start + "authorization⟩";
    public const string Token = Start + "token⟩";
    public const string PrivateKey = Start + "private key⟩";
    public const string Credentials = Start + "credentials⟩";
    public const string CardNumber = Start + "card number⟩";
    public const string HomeDirectory = Start + "home directory⟩";
    public const string Environment = Start + "environment⟩";
    public const string Email = Start + "e-mail⟩";
    public const string Address = Start + "address⟩";
    public const string Pattern = Start + "pattern⟩";

    /// <summary>What a marker ends with.</summary>
    public const char Close = '⟩';

    public static bool IsAt(ReadOnlySpan<char> text) => text.StartsWith(Start, StringComparison.Ordinal);

    /// <summary>True when the position is inside a marker: a project's own pattern may match the words of one.</summary>
    public static bool IsWithin(ReadOnlySpan<char> text, int position)
    {
        var start = text[..Math.Min(position + Start.Length, text.Length)].LastIndexOf(Start, StringComparison.Ordinal);
        return start >= 0 && start <= position && text[start..position].IndexOf(Close) < 0 && text[position..].IndexOf(Close) >= 0;
    }
}
