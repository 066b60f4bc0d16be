namespace Inquest.Storage.Accounts;

/// <summary>What a request with a token may touch.</summary>
public sealed record TokenAccess(long TokenId, long OrganizationId, string OrganizationSlug, string Name, long? UserId, IReadOnlyList<string> Scopes)
{
    public bool Allows(string scope) => Scopes.Contains(scope)
        || (scope is TokenScope.OrganizationRead or TokenScope.ProjectRead && Scopes.Contains(TokenScope.OrganizationCi))
        || (scope == TokenScope.ProjectReleases && (Scopes.Contains(TokenScope.OrganizationCi) || Scopes.Contains(TokenScope.ProjectWrite)));
}
