namespace Inquest.Storage.Accounts;

/// <summary>What a token may do; names as other tools' tokens have them, so that scripts work unchanged.</summary>
public static class TokenScope
{
    public const string OrganizationRead = "org:read";
    public const string OrganizationAdmin = "org:admin";
    public const string ProjectRead = "project:read";
    public const string ProjectWrite = "project:write";

    /// <summary>Upload symbols, make releases: what a build server needs.</summary>
    public const string ProjectReleases = "project:releases";

    /// <summary>What organisation tokens for build servers carry.</summary>
    public const string OrganizationCi = "org:ci";
    public const string EventRead = "event:read";
    public const string EventWrite = "event:write";

    public static IReadOnlyList<string> All { get; } =
    [
        OrganizationRead, OrganizationAdmin, ProjectRead, ProjectWrite, ProjectReleases, OrganizationCi, EventRead, EventWrite,
    ];
}
