namespace Inquest.Server.Api.Wire;

/// <summary>A fingerprint of an issue.</summary>
/// <param name="Id">For splitting.</param>
/// <param name="Title">Title of its latest event, or empty.</param>
/// <param name="RecentEvents">How many of the latest 2,000 events have it.</param>
sealed record FingerprintBody(string Id, string Title, long RecentEvents);
