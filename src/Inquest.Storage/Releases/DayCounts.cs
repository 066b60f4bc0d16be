namespace Inquest.Storage.Releases;

/// <summary>What users add to the counters of their day.</summary>
sealed class DayCounts
{
    public long Users;
    public long CrashedUsers;
    public long AnrUsers;
    public long OomUsers;
}
