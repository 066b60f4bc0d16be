namespace Inquest.Processing.Scrub;

/// <summary>What a project wants removed, beyond and instead of the defaults. Stored as JSON through <see cref="ScrubJson"/>.</summary>
public sealed record ScrubRules
{
    public static ScrubRules Default { get; } = new();

    /// <summary>Off: nothing is scrubbed at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Values of keys that name a secret (password, token, cookie, …), and of secret headers.</summary>
    public bool SecretKeys { get; init; } = true;

    /// <summary>Tokens and private keys known by their shape, wherever they are.</summary>
    public bool Tokens { get; init; } = true;

    /// <summary>Payment card numbers that pass their check digit.</summary>
    public bool CardNumbers { get; init; } = true;

    /// <summary>The user's name in <c>/home/…</c>, <c>/Users/…</c> and <c>C:\Users\…</c>.</summary>
    public bool HomeDirectories { get; init; } = true;

    /// <summary>The environment of the process (<c>extra.environ</c>): names stay, values only of harmless ones.</summary>
    public bool EnvironmentValues { get; init; } = true;

    public bool Emails { get; init; }

    public bool IpAddresses { get; init; }

    /// <summary>More key names that hold secrets; compared without case, dashes and underscores.</summary>
    public IReadOnlyList<string> ExtraKeys { get; init; } = [];

    /// <summary>Key names that are never scrubbed by name.</summary>
    public IReadOnlyList<string> AllowedKeys { get; init; } = [];

    /// <summary>Regular expressions whose matches are replaced; linear-time engine, a bad one is ignored and reported.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];
}
