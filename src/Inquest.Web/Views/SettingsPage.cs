namespace Inquest.Web.Views;

/// <summary>Projects, keys and tokens.</summary>
public sealed record SettingsPage
{
    public required Shell Shell { get; init; }

    public IReadOnlyList<ProjectRow> Projects { get; init; } = [];

    public IReadOnlyList<TokenRow> Tokens { get; init; } = [];

    public IReadOnlyList<ScopeOption> Scopes { get; init; } = [];

    /// <summary>A token that was just made; it is never shown again.</summary>
    public string? CreatedToken { get; init; }

    /// <summary>Password of an account that was just made, and whose it is.</summary>
    public string? CreatedPassword { get; init; }

    public string? CreatedPasswordOf { get; init; }

    public IReadOnlyList<MemberRow> Members { get; init; } = [];

    /// <summary>Roles that the reader may give.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Without it nothing on the page can be changed, and tokens are not listed.</summary>
    public bool MayAdminister { get; init; }

    public string? Problem { get; init; }

    /// <summary>What was just done.</summary>
    public string? Done { get; init; }
}
