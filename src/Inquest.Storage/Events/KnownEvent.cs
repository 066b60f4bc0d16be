namespace Inquest.Storage.Events;

/// <summary>An event that is in the database when something with its id arrives.</summary>
/// <param name="Row"><c>event.id</c>.</param>
/// <param name="DumpHash">Null when it has no dump.</param>
/// <param name="RawPacked">What the client sent, through <see cref="Zstd"/>; with a dump, what the dump's worker needs.</param>
public sealed record KnownEvent(long Row, byte[]? DumpHash, byte[]? RawPacked);
