namespace Inquest.Storage.Releases;

/// <summary>What sessions add to the counters of their hour; differences may be negative.</summary>
sealed class HourCounts
{
    public long Sessions;
    public long Errored;
    public long Unhandled;
    public long Abnormal;
    public long Crashed;
    public long Reported;
    public long Unconfirmed;
    public long Anr;
    public long Oom;
    public long Uninitiated;
    public long Anonymous;
    public long Loose;
    public long Users;
    public long CrashedUsers;

    public void Add(HourCounts other)
    {
        Sessions += other.Sessions;
        Errored += other.Errored;
        Unhandled += other.Unhandled;
        Abnormal += other.Abnormal;
        Crashed += other.Crashed;
        Reported += other.Reported;
        Unconfirmed += other.Unconfirmed;
        Anr += other.Anr;
        Oom += other.Oom;
        Uninitiated += other.Uninitiated;
        Anonymous += other.Anonymous;
        Loose += other.Loose;
        Users += other.Users;
        CrashedUsers += other.CrashedUsers;
    }

    /// <summary>Adds a session's row, or takes it away again.</summary>
    public void Add(in SessionRow row, int sign)
    {
        Sessions += sign;
        Errored += row.Class == SessionClass.Errored ? sign : 0;
        Unhandled += row.Class == SessionClass.Unhandled ? sign : 0;
        Abnormal += row.Class == SessionClass.Abnormal ? sign : 0;
        if (row.Class == SessionClass.Crashed)
        {
            Crashed += sign;
            Reported += row.Seen.HasFlag(SessionSeen.Report) ? sign : 0;
            Unconfirmed += row.Seen.HasFlag(SessionSeen.Update) ? 0 : sign;
        }

        Anr += row.Cause is SessionCause.HangInForeground or SessionCause.HangInBackground ? sign : 0;
        Oom += row.Cause == SessionCause.OutOfMemory ? sign : 0;
        Uninitiated += row.Seen.HasFlag(SessionSeen.Begun) ? 0 : sign;
        Anonymous += row.User is null ? sign : 0;
    }
}
