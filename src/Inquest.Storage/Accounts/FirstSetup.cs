namespace Inquest.Storage.Accounts;

/// <summary>What the first run made.</summary>
/// <param name="ProjectId">Goes into the DSN.</param>
/// <param name="PublicKey">32 hex digits; goes into the DSN.</param>
public sealed record FirstSetup(long OrganizationId, string OrganizationSlug, long ProjectId, string ProjectSlug, string PublicKey, long UserId);
