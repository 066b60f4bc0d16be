namespace Inquest.Processing.Scrub;

/// <summary>What a project wants removed, beyond and instead of the defaults. Stored as JSON through <see cref="ScrubJson"/>.</summary>
/// <remarks>
/// Setters, since generated JSON readers overwrite the defaults of init-only properties that a text leaves out: a rule
/// that is not named would be off.
/// </remarks>
public sealed record ScrubRules
{
    public static ScrubRules Default { get; } = new();

    /// <summary>Off: nothing is scrubbed at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Values of keys that name a secret (password, token, cookie, …), and of secret headers.</summary>
    public bool SecretKeys { get; set; } = true;

    /// <summary>Tokens and private keys known by their shape, wherever they are.</summary>
    public bool Tokens { get; set; } = true;

    /// <summary>Payment card numbers that pass their check digit.</summary>
    public bool CardNumbers { get; set; } = true;

    /// <summary>The user's name in <c>/home/…</c>, <c>/Users/…</c> and <c>C:\Users\…</c>.</summary>
    public bool HomeDirectories { get; set; } = true;

    /// <summary>The environment of the process (<c>extra.environ</c>): names stay, values only of harmless ones.</summary>
    public bool EnvironmentValues { get; set; } = true;

    public bool Emails { get; set; }

    public bool IpAddresses { get; set; }

    /// <summary>More key names that hold secrets; compared without case, dashes and underscores.</summary>
    public IReadOnlyList<string> ExtraKeys { get; set; } = [];

    /// <summary>Key names that are never scrubbed by name.</summary>
    public IReadOnlyList<string> AllowedKeys { get; set; } = [];

    /// <summary>Regular expressions whose matches are replaced; linear-time engine, a bad one is ignored and reported.</summary>
    public IReadOnlyList<string> Patterns { get; set; } = [];
}
