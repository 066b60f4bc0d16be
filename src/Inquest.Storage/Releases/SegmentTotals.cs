namespace Inquest.Storage.Releases;

/// <summary>One segment of a release: sessions, and users counted once a day.</summary>
public sealed record SegmentTotals(
    long Segment, string Dimension, string Value, long Sessions, long Crashed, long Anr, long Oom, long UserDays, long CrashedUserDays);
