namespace Inquest.Storage.Events;

/// <summary>A piece of leased work.</summary>
/// <param name="Attempts">Times it was begun, this one included.</param>
public sealed record Job(long Id, long ProjectId, JobKind Kind, long EventRow, int Attempts);
