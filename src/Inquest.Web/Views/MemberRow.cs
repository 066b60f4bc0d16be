namespace Inquest.Web.Views;

/// <summary>A person of the organisation.</summary>
/// <param name="MayChange">The reader may give them another role, or take them out.</param>
public sealed record MemberRow(long Id, string Name, string Email, string Role, DateTimeOffset? LastSeenAt, bool IsSelf, bool MayChange);
