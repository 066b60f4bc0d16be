namespace Inquest.Server.Api.Wire;

/// <summary>Fingerprints, as the list of them has them, that become an issue of their own.</summary>
sealed record SplitRequest(IReadOnlyList<string>? Fingerprints);
