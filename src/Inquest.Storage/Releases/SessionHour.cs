namespace Inquest.Storage.Releases;

/// <summary>Counters of one release in one environment and hour.</summary>
public sealed record SessionHour(
    long Project, long Run, string Release, string Environment, long Hour, long Sessions, long Errored, long Unhandled, long Abnormal, long Crashed,
    long Users, long CrashedUsers);
