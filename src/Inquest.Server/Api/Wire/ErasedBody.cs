namespace Inquest.Server.Api.Wire;

/// <summary>What an erasure took away; <paramref name="Left"/> is what a search afterwards still found.</summary>
sealed record ErasedBody(long Events, long Files, long Rows, long Left);
