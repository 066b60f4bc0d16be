namespace Inquest.Storage.Releases;

/// <summary>A session as it stands in the table.</summary>
readonly record struct SessionRow(
    long Run, long Slice, long? User, long Started, long Sequence, SessionClass Class, SessionCause Cause, SessionSeen Seen)
{
    /// <summary>The row after an update. Idempotent and independent of the order in which updates arrive.</summary>
    public SessionRow Merge(SessionFact fact) => this with
    {
        User = User ?? fact.User,
        Sequence = Math.Max(Sequence, fact.Sequence),
        Class = (SessionClass)Math.Max((int)Class, (int)fact.Class),
        Cause = (SessionCause)Math.Max((int)Cause, (int)fact.Cause),
        Seen = Seen | fact.Seen,
    };
}
