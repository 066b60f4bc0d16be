namespace Inquest.Storage.Accounts;

/// <summary>A person of an organisation.</summary>
/// <param name="LastSeenAt">Unix milliseconds of their last sign-in; null for never.</param>
public sealed record MemberEntry(long UserId, string Name, string Email, Role Role, long? LastSeenAt);
