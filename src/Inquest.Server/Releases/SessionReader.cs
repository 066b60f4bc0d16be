using Inquest.Protocol;
using Inquest.Protocol.Envelopes;
using Inquest.Protocol.Outcomes;
using Inquest.Protocol.Sessions;
using Inquest.Server.Workers;
using Inquest.Storage.Events;
using Inquest.Storage.Releases;

namespace Inquest.Server.Releases;

/// <summary>Session items → what is folded in, or an outcome with the reason why not: nothing impossible reaches a rate.</summary>
static class SessionReader
{
    /// <summary>A client's clock that is off by more than this is taken to be wrong altogether, and everything is shifted by it.</summary>
    static readonly TimeSpan DriftBelieved = TimeSpan.FromMinutes(55);

    /// <summary>A queue that was offline: the same window as for events.</summary>
    static readonly TimeSpan LateWindow = TimeSpan.FromDays(30);

    static readonly TimeSpan AheadAllowed = TimeSpan.FromMinutes(1);

    public static void Read(
        ItemKind kind, ReadOnlyMemory<byte> payload, long projectId, DateTimeOffset receivedAt, DateTimeOffset? sentAt, string? sdk,
        ProtocolLimits limits, ProcessedRecord processed)
    {
        var shift = sentAt is { } sent && (receivedAt - sent).Duration() >= DriftBelieved ? receivedAt - sent : TimeSpan.Zero;
        if (kind == ItemKind.Session)
        {
            ReadUpdate(payload, projectId, receivedAt, shift, sdk, limits, processed);
        }
        else
        {
            ReadCounts(payload, projectId, receivedAt, shift, sdk, limits, processed);
        }
    }

    static void ReadUpdate(
        ReadOnlyMemory<byte> payload, long projectId, DateTimeOffset receivedAt, TimeSpan shift, string? sdk, ProtocolLimits limits,
        ProcessedRecord processed)
    {
        if (SessionUpdate.Read(payload, limits) is not { } update)
        {
            Refuse(processed, OutcomeReason.InvalidSession);
            return;
        }

        var started = Moved(update.Started, shift);
        if (Refusal(started, receivedAt) is { } reason)
        {
            Refuse(processed, reason);
            return;
        }

        processed.Sessions.Add(new SessionFact
        {
            ProjectId = projectId,
            Sid = Convert.FromHexString(update.Id ?? EventId.New()),
            Release = update.Release,
            Environment = update.Environment ?? "",
            User = UserHash.OfId(update.DistinctId),
            Started = started.Milliseconds(),
            Sequence = update.Sequence ?? receivedAt.Milliseconds(),
            Class = ClassOf(update),
            Cause = CauseOf(update.AbnormalMechanism),
            Seen = SessionSeen.Update | (update.IsInitial ? SessionSeen.Begun : SessionSeen.None),
            Sdk = sdk,
            Place = PlaceOf(update.Platform),
        });
    }

    static void ReadCounts(
        ReadOnlyMemory<byte> payload, long projectId, DateTimeOffset receivedAt, TimeSpan shift, string? sdk, ProtocolLimits limits,
        ProcessedRecord processed)
    {
        if (SessionAggregates.Read(payload, limits) is not { } aggregates)
        {
            Refuse(processed, OutcomeReason.InvalidSession);
            return;
        }

        foreach (var bucket in aggregates.Buckets)
        {
            var started = Moved(bucket.Started, shift);
            if (Refusal(started, receivedAt) is { } reason)
            {
                Refuse(processed, reason);
            }
            else
            {
                processed.SessionCounts.Add(new SessionCounts(
                    projectId, aggregates.Release, aggregates.Environment ?? "", UserHash.OfId(bucket.DistinctId), started.Milliseconds(),
                    bucket.Exited, bucket.Errored, bucket.Unhandled, bucket.Abnormal, bucket.Crashed, sdk));
            }
        }
    }

    // A hostile clock may lie at either end of the calendar.
    static DateTimeOffset Moved(DateTimeOffset time, TimeSpan shift) =>
        time.Year is < 1971 or > 9000 ? DateTimeOffset.UnixEpoch : time + shift;

    static string? Refusal(DateTimeOffset started, DateTimeOffset receivedAt) =>
        started > receivedAt + AheadAllowed ? OutcomeReason.SessionInFuture
        : started < receivedAt - LateWindow ? OutcomeReason.SessionTooOld
        : null;

    static void Refuse(ProcessedRecord processed, string reason) =>
        processed.Outcomes.Add(new Outcome(OutcomeKind.Invalid, DataCategory.Session, reason));

    static SessionClass ClassOf(SessionUpdate update) => update.Status switch
    {
        SessionStatus.Crashed => SessionClass.Crashed,
        SessionStatus.Abnormal => SessionClass.Abnormal,
        SessionStatus.Unhandled => SessionClass.Unhandled,
        SessionStatus.Errored => SessionClass.Errored,
        _ => update.Errors > 0 ? SessionClass.Errored : SessionClass.Healthy,
    };

    static SessionCause CauseOf(string? mechanism) => mechanism switch
    {
        "anr_foreground" or "hang" or "app_hang" => SessionCause.HangInForeground,
        "anr_background" => SessionCause.HangInBackground,
        "oom" or "out_of_memory" or "watchdog_termination" => SessionCause.OutOfMemory,
        _ => SessionCause.None,
    };

    static SessionPlace PlaceOf(SessionPlatform platform) => ReferenceEquals(platform, SessionPlatform.Unknown)
        ? SessionPlace.Unknown
        : new SessionPlace(platform.Os ?? "", platform.OsVersion ?? "", platform.Device ?? "", platform.Build ?? "", platform.Country ?? "");
}
