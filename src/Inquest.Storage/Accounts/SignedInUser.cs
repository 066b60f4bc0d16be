namespace Inquest.Storage.Accounts;

/// <summary>A person behind a request.</summary>
/// <param name="OrganizationId">The organisation they belong to; 0 for none.</param>
/// <param name="Role">What they may do in it.</param>
public sealed record SignedInUser(long Id, string Email, string Name, long OrganizationId, Role Role);
