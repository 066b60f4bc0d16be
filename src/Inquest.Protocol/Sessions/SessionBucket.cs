namespace Inquest.Protocol.Sessions;

/// <summary>One bucket of a <c>sessions</c> item; the five counts add up to its total.</summary>
public sealed record SessionBucket(
    DateTimeOffset Started, string? DistinctId, long Exited, long Errored, long Unhandled, long Abnormal, long Crashed)
{
    public long Total => Exited + Errored + Unhandled + Abnormal + Crashed;
}
