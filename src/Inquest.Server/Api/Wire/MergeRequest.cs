namespace Inquest.Server.Api.Wire;

/// <summary>Issues, by number or short id, that become part of the one that is addressed.</summary>
sealed record MergeRequest(IReadOnlyList<string>? Issues);
