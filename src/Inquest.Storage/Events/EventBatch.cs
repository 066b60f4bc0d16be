using Inquest.Reports;
using Inquest.Storage.Pipeline;
using Inquest.Storage.Regrouping;
using Inquest.Storage.Releases;

namespace Inquest.Storage.Events;

/// <summary>Stores events and what belongs to them inside one transaction of the writer.</summary>
/// <remarks>
/// Rows of events are written at once; counters of issues, tags, releases and the ledger are gathered and written by
/// <see cref="Flush"/>, so that five hundred events of one bug cost one row each and not ten.
/// </remarks>
public sealed class EventBatch(Connection connection, DateTimeOffset now, NearIssues? near = null)
{
    readonly Dictionary<long, IssueDelta> _issues = [];
    readonly Dictionary<(long Project, string Release), (long First, long Last, long Events, long Crashes)> _releases = [];
    readonly Dictionary<(long Project, string Key, string Value), long> _tags = [];
    readonly Dictionary<PipelineKey, long> _pipeline = [];
    readonly long _now = now.Milliseconds();

    /// <summary>Outcomes of this batch.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>Sessions of this batch; crashes join theirs.</summary>
    public SessionBatch Sessions { get; } = new(connection);

    /// <summary>Issues that this batch made.</summary>
    public int IssuesCreated { get; private set; }

    public StoreOutcome Store(NewEvent stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (Exists(stored.ProjectId, stored.EventId))
        {
            return StoreOutcome.Duplicate;
        }

        if (stored.OnlyIfNew && CountAsLimited(stored))
        {
            return StoreOutcome.Limited;
        }

        var missing = stored.Missing.Sum(module => module.Frames);
        var issue = FindOrCreateIssue(stored);
        var report = stored.Report;
        connection.Prepare(
            """
            INSERT INTO event (project_id, event_id, issue_id, key_id, timestamp, received_at, state, kind, level, platform, is_crash, title,
              release, environment, user_hash, fingerprint, fingerprint_version, missing_frames, dump_hash, dump_size, processed_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'stored', ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
            """)
            .Bind(1, stored.ProjectId).Bind(2, Convert.FromHexString(stored.EventId)).Bind(3, issue).Bind(4, stored.KeyId)
            .Bind(5, TimestampOf(stored)).Bind(6, stored.ReceivedAt.Milliseconds())
            .Bind(7, report.Kind).Bind(8, report.Level).Bind(9, report.Platform).Bind(10, report.IsCrash).Bind(11, stored.Grouping.Title)
            .Bind(12, report.Release).Bind(13, report.Environment).Bind(14, UserHash.Of(report.User))
            .Bind(15, stored.Grouping.Key).Bind(16, (long)stored.Grouping.Version).Bind(17, (long)missing)
            .Bind(18, stored.DumpHash).Bind(19, stored.DumpSize).Bind(20, _now)
            .Run();
        var row = LastRow();
        connection.Prepare("INSERT INTO event_body (project_id, id, report_zstd, raw_zstd, stack_zstd) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, stored.ProjectId).Bind(2, row).Bind(3, stored.ReportPacked).Bind(4, stored.RawPacked).Bind(5, stored.StackPacked).Run();
        Count(stored.ProjectId, issue, row, Contribution.Of(report, TimestampOf(stored), missing > 0), 1);
        MissingSymbols.Add(connection, stored.ProjectId, row, stored.Missing, _now);
        CrashJoin.Join(Sessions, stored.ProjectId, report, TimestampOf(stored), isFirst: true);
        CountArrival(stored);
        return StoreOutcome.Stored;
    }

    /// <summary>Stores an event that a worker will finish, and the job for it.</summary>
    public StoreOutcome StorePending(PendingEvent pending)
    {
        ArgumentNullException.ThrowIfNull(pending);
        if (Exists(pending.ProjectId, pending.EventId))
        {
            return StoreOutcome.Duplicate;
        }

        var received = pending.ReceivedAt.Milliseconds();
        connection.Prepare(
            """
            INSERT INTO event (project_id, event_id, key_id, timestamp, received_at, state, kind, level, platform, is_crash, title, dump_hash, dump_size)
            VALUES (?1, ?2, ?3, ?4, ?4, 'processing', 'crash', 'fatal', 'native', 1, 'Waiting to be processed', ?5, ?6)
            """)
            .Bind(1, pending.ProjectId).Bind(2, Convert.FromHexString(pending.EventId)).Bind(3, pending.KeyId)
            .Bind(4, received).Bind(5, pending.DumpHash).Bind(6, pending.DumpSize).Run();
        var row = LastRow();
        connection.Prepare("INSERT INTO event_body (project_id, id, raw_zstd) VALUES (?1, ?2, ?3)")
            .Bind(1, pending.ProjectId).Bind(2, row).Bind(3, pending.RawPacked).Run();
        JobQueue.Add(connection, pending.ProjectId, JobKind.ProcessDump, row, _now);
        return StoreOutcome.Stored;
    }

    /// <summary>Gives an event that is there its report: the first one, or a better one. Counts stay exact.</summary>
    public void Complete(long eventRow, NewEvent completed)
    {
        ArgumentNullException.ThrowIfNull(completed);
        var old = connection.Prepare("SELECT issue_id, timestamp, missing_frames, project_id FROM event WHERE id = ?1").Bind(1, eventRow);
        if (!old.Step())
        {
            return;
        }

        var (oldIssue, oldTimestamp, oldMissing) = (old.Int64OrNull(0), old.Int64(1), old.Int64(2));
        old.Reset();
        if (oldIssue is { } from && LoadReport(eventRow) is { } before)
        {
            Count(completed.ProjectId, from, eventRow, Contribution.Of(before, oldTimestamp, oldMissing > 0), -1);
        }

        var missing = completed.Missing.Sum(module => module.Frames);
        var issue = FindOrCreateIssue(completed);
        var report = completed.Report;
        connection.Prepare(
            """
            UPDATE event SET issue_id = ?2, timestamp = ?3, state = 'stored', failure = NULL, kind = ?4, level = ?5, platform = ?6,
              is_crash = ?7, title = ?8, release = ?9, environment = ?10, user_hash = ?11, fingerprint = ?12, fingerprint_version = ?13,
              missing_frames = ?14, processed_at = ?15
            WHERE id = ?1
            """)
            .Bind(1, eventRow).Bind(2, issue).Bind(3, TimestampOf(completed))
            .Bind(4, report.Kind).Bind(5, report.Level).Bind(6, report.Platform).Bind(7, report.IsCrash).Bind(8, completed.Grouping.Title)
            .Bind(9, report.Release).Bind(10, report.Environment).Bind(11, UserHash.Of(report.User))
            .Bind(12, completed.Grouping.Key).Bind(13, (long)completed.Grouping.Version).Bind(14, (long)missing).Bind(15, _now)
            .Run();
        connection.Prepare(
            "UPDATE event_body SET report_zstd = ?2, stack_zstd = ?3, raw_zstd = coalesce(?4, raw_zstd) WHERE id = ?1")
            .Bind(1, eventRow).Bind(2, completed.ReportPacked).Bind(3, completed.StackPacked).Bind(4, completed.RawPacked).Run();
        Count(completed.ProjectId, issue, eventRow, Contribution.Of(report, TimestampOf(completed), missing > 0), 1);
        if (oldIssue is null)
        {
            CountArrival(completed);
        }

        MissingSymbols.Remove(connection, completed.ProjectId, eventRow);
        MissingSymbols.Add(connection, completed.ProjectId, eventRow, completed.Missing, _now);
        CrashJoin.Join(Sessions, completed.ProjectId, report, TimestampOf(completed), isFirst: oldIssue is null);
        if (oldIssue is { } left && left != issue)
        {
            _abandoned.Add((completed.ProjectId, left, issue));
        }
    }

    /// <summary>Counts an event beyond the quota for the known and open bug that it is of.</summary>
    /// <returns>False when the bug is a new one, or was thought to be resolved: then the event is worth more than the quota.</returns>
    public bool CountAsLimited(NewEvent limited)
    {
        ArgumentNullException.ThrowIfNull(limited);
        var issue = connection.Prepare(
            """
            SELECT f.issue_id FROM issue_fingerprint f JOIN issue i ON i.id = f.issue_id
            WHERE f.project_id = ?1 AND f.version = ?2 AND f.fingerprint = ?3 AND i.state <> 'resolved'
            """)
            .Bind(1, limited.ProjectId).Bind(2, (long)limited.Grouping.Version).Bind(3, limited.Grouping.Key).Scalar();
        if (issue is not { } known)
        {
            return false;
        }

        connection.Prepare(
            """
            INSERT INTO issue_dropped (project_id, issue_id, day, reason, count) VALUES (?1, ?2, ?3, 'quota', 1)
            ON CONFLICT DO UPDATE SET count = count + 1
            """)
            .Bind(1, limited.ProjectId).Bind(2, known).Bind(3, UnixTime.Hour(limited.ReceivedAt.Milliseconds()) / 24).Run();
        return true;
    }

    readonly List<(long Project, long From, long To)> _abandoned = [];

    /// <summary>The event of this id, or null when it has not arrived.</summary>
    public KnownEvent? Find(long projectId, string eventId)
    {
        var row = connection.Prepare(
            """
            SELECT e.id, e.dump_hash, b.raw_zstd FROM event e JOIN event_body b ON b.id = e.id
            WHERE e.project_id = ?1 AND e.event_id = ?2
            """).Bind(1, projectId).Bind(2, Convert.FromHexString(eventId));
        if (!row.Step())
        {
            return null;
        }

        var known = new KnownEvent(row.Int64(0), row.BlobOrNull(1), row.BlobOrNull(2));
        row.Reset();
        return known;
    }

    /// <summary>Gives an event that is there the dump that came after it, and has it done again.</summary>
    /// <param name="rawPacked">What the worker wants back: the event and what came with the dump.</param>
    public void AddDump(KnownEvent known, PendingEvent late, byte[] rawPacked)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(late);
        connection.Prepare("UPDATE event SET dump_hash = ?2, dump_size = ?3 WHERE id = ?1")
            .Bind(1, known.Row).Bind(2, late.DumpHash).Bind(3, late.DumpSize).Run();
        ChangeRaw(known, late.ProjectId, rawPacked, TimeSpan.Zero);
    }

    /// <summary>Replaces what came with an event's dump, and has the event done again.</summary>
    /// <param name="after">Long enough that a worker which has read the old one is done.</param>
    public void ChangeRaw(KnownEvent known, long projectId, byte[] rawPacked, TimeSpan after)
    {
        ArgumentNullException.ThrowIfNull(known);
        connection.Prepare("UPDATE event_body SET raw_zstd = ?2 WHERE id = ?1").Bind(1, known.Row).Bind(2, rawPacked).Run();
        JobQueue.Add(connection, projectId, JobKind.Resymbolicate, known.Row, _now + (long)after.TotalMilliseconds);
    }

    /// <summary>Marks an event as failed, for people to see why.</summary>
    public void Fail(long eventRow, string reason) =>
        connection.Prepare("UPDATE event SET state = 'failed', failure = ?2, title = ?3, processed_at = ?4 WHERE id = ?1 AND state = 'processing'")
            .Bind(1, eventRow).Bind(2, reason).Bind(3, "Could not be processed").Bind(4, _now).Run();

    /// <summary>Stores an event that cannot be processed at all, so that what was acknowledged can be seen.</summary>
    public StoreOutcome StoreFailed(
        long projectId, long keyId, string eventId, DateTimeOffset receivedAt, string reason, byte[]? rawPacked)
    {
        if (Exists(projectId, eventId))
        {
            return StoreOutcome.Duplicate;
        }

        connection.Prepare(
            """
            INSERT INTO event (project_id, event_id, key_id, timestamp, received_at, state, failure, kind, level, platform, title, processed_at)
            VALUES (?1, ?2, ?3, ?4, ?4, 'failed', ?5, 'error', 'error', 'other', 'Could not be processed', ?6)
            """)
            .Bind(1, projectId).Bind(2, Convert.FromHexString(eventId)).Bind(3, keyId).Bind(4, receivedAt.Milliseconds())
            .Bind(5, reason).Bind(6, _now).Run();
        connection.Prepare("INSERT INTO event_body (project_id, id, raw_zstd) VALUES (?1, ?2, ?3)")
            .Bind(1, projectId).Bind(2, LastRow()).Bind(3, rawPacked).Run();
        return StoreOutcome.Stored;
    }

    /// <summary>Writes the gathered counters. Call it once, before the transaction commits.</summary>
    public void Flush()
    {
        foreach (var ((project, release), seen) in _releases)
        {
            connection.Prepare(
                """
                INSERT INTO release (project_id, version, first_seen, last_seen, event_count, crash_count) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT (project_id, version) DO UPDATE SET first_seen = min(first_seen, excluded.first_seen),
                  last_seen = max(last_seen, excluded.last_seen), event_count = event_count + excluded.event_count,
                  crash_count = crash_count + excluded.crash_count
                """)
                .Bind(1, project).Bind(2, release).Bind(3, seen.First).Bind(4, seen.Last).Bind(5, seen.Events).Bind(6, seen.Crashes).Run();
        }

        foreach (var delta in _issues.Values)
        {
            IssueFolding.Fold(connection, delta, _now);
        }

        foreach (var ((project, key, value), count) in _tags)
        {
            if (count != 0)
            {
                TagCounts.AddToProject(connection, project, key, value, count);
            }
        }

        foreach (var (project, from, to) in _abandoned)
        {
            IssueMoves.FollowEvents(connection, project, from, to, _now);
        }

        Sessions.Flush();
        foreach (var (key, count) in _pipeline)
        {
            PipelineHours.Add(connection, key, count);
        }

        Ledger.Flush(connection);
        _pipeline.Clear();
        _issues.Clear();
        _releases.Clear();
        _tags.Clear();
        _abandoned.Clear();
    }

    bool Exists(long projectId, string eventId) =>
        connection.Prepare("SELECT 1 FROM event WHERE project_id = ?1 AND event_id = ?2")
            .Bind(1, projectId).Bind(2, Convert.FromHexString(eventId)).Scalar() is not null;

    Report? LoadReport(long eventRow)
    {
        var body = connection.Prepare("SELECT report_zstd FROM event_body WHERE id = ?1").Bind(1, eventRow);
        var packed = body.Step() ? body.BlobOrNull(0) : null;
        body.Reset();
        return packed is null ? null : Zstd.UnpackJson(packed, ReportJson.Default.Report);
    }

    long LastRow() => SQLitePCL.raw.sqlite3_last_insert_rowid(connection.Sqlite.Handle);

    void Count(long project, long issue, long eventRow, Contribution contribution, int sign)
    {
        if (!_issues.TryGetValue(issue, out var delta))
        {
            _issues.Add(issue, delta = new IssueDelta(project, issue));
        }

        delta.Add(contribution, sign, eventRow);
        foreach (var (key, value) in contribution.Tags)
        {
            _tags[(project, key, value)] = _tags.GetValueOrDefault((project, key, value)) + sign;
        }

        if (contribution.Release is { } release)
        {
            var seen = _releases.TryGetValue((project, release), out var known)
                ? known
                : (First: contribution.Timestamp, Last: contribution.Timestamp, Events: 0L, Crashes: 0L);
            _releases[(project, release)] = (
                Math.Min(seen.First, contribution.Timestamp),
                Math.Max(seen.Last, contribution.Timestamp),
                seen.Events + sign,
                seen.Crashes + (contribution.IsCrash ? sign : 0));
        }
    }

    /// <summary>The event, and how long it took from the crash to here, for the monitor.</summary>
    void CountArrival(NewEvent stored)
    {
        var (received, release) = (stored.ReceivedAt.Milliseconds(), stored.Report.Release ?? "");
        var key = new PipelineKey(
            stored.ProjectId, UnixTime.Hour(received), PipelineMeasure.Events, stored.Report.Platform,
            release.Length > StorageLimits.TagTextMax ? release[..StorageLimits.TagTextMax] : release);
        _pipeline[key] = _pipeline.GetValueOrDefault(key) + 1;
        key = key with { Measure = PipelineMeasure.Latency(LatencyScale.StepOf(TimeSpan.FromMilliseconds(Math.Max(0, received - TimestampOf(stored))))) };
        _pipeline[key] = _pipeline.GetValueOrDefault(key) + 1;
    }

    long FindOrCreateIssue(NewEvent stored)
    {
        var finder = new IssueFinder(connection, near, _now);
        if (finder.Find(stored) is { } known)
        {
            return known;
        }

        IssuesCreated++;
        var made = IssueCreation.Create(connection, stored, TimestampOf(stored), _now);
        near?.Add(connection, stored.ProjectId, new(stored.Grouping.Version, stored.Grouping.Key), stored.Terms);
        return made;
    }

    static long TimestampOf(NewEvent stored) =>
        stored.Report.Timestamp.Year < 1971 ? stored.ReceivedAt.Milliseconds() : stored.Report.Timestamp.Milliseconds();
}
