namespace Inquest.Server.Api.Wire;

/// <summary>One page of a list; <see cref="NextCursor"/> goes into the next request's <c>cursor</c>, null on the last page.</summary>
sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor = null);
