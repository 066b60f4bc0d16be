namespace Inquest.Server.Api.Wire;

/// <summary>A person of the organisation. <see cref="Role"/> is owner, admin, member or viewer.</summary>
sealed record MemberBody(string Email, string Name, string Role);
