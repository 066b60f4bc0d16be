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

    public string? Problem { get; init; }
}
