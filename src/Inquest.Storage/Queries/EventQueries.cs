using System.Text.Json;
using Inquest.Reports;
using Inquest.Storage.Events;
using ZstdSharp;

namespace Inquest.Storage.Queries;

/// <summary>Single events, by the server's ascending number of the event.</summary>
public sealed class EventQueries(Database database)
{
    const string Columns =
        "e.project_id, e.id, e.event_id, e.issue_id, e.received_at, e.state, e.failure, e.kind, e.platform, e.release, e.fingerprint, e.dump_hash, e.dump_size";

    /// <summary>The event with its report and its neighbours in the issue; null when there is none.</summary>
    public StoredEvent? Find(long eventRow)
    {
        using var reader = database.Read();
        var row = reader.Prepare($"SELECT {Columns}, b.report_zstd FROM event e LEFT JOIN event_body b ON b.id = e.id WHERE e.id = ?1")
            .Bind(1, eventRow);
        if (!row.Step())
        {
            return null;
        }

        var found = new StoredEvent
        {
            ProjectId = row.Int64(0),
            Row = row.Int64(1),
            EventId = Convert.ToHexStringLower(row.Blob(2)),
            IssueId = row.Int64OrNull(3),
            ReceivedAt = row.Int64(4),
            State = row.Text(5),
            Failure = row.TextOrNull(6),
            Kind = row.Text(7),
            Platform = row.Text(8),
            Release = row.TextOrNull(9),
            FingerprintKey = row.TextOrNull(10),
            DumpHash = row.BlobOrNull(11),
            DumpSize = row.Int64OrNull(12),
            Report = row.IsNull(13) ? null : Read(row.Blob(13)),
        };
        row.Reset();
        return found.IssueId is not { } issue ? found : found with
        {
            Older = reader.Prepare("SELECT max(id) FROM event WHERE project_id = ?1 AND issue_id = ?2 AND id < ?3")
                .Bind(1, found.ProjectId).Bind(2, issue).Bind(3, eventRow).Scalar(),
            Newer = reader.Prepare("SELECT min(id) FROM event WHERE project_id = ?1 AND issue_id = ?2 AND id > ?3")
                .Bind(1, found.ProjectId).Bind(2, issue).Bind(3, eventRow).Scalar(),
        };
    }

    /// <summary>The latest event of an issue.</summary>
    public long? Latest(long projectId, long issueId)
    {
        using var reader = database.Read();
        return reader.Prepare("SELECT max(id) FROM event WHERE project_id = ?1 AND issue_id = ?2").Bind(1, projectId).Bind(2, issueId).Scalar();
    }

    /// <summary>Events of an issue, latest arrival first.</summary>
    /// <param name="before">Only rows below this one; null begins at the latest.</param>
    public IReadOnlyList<EventRow> OfIssue(long projectId, long issueId, long? before, int limit)
    {
        using var reader = database.Read();
        var events = new List<EventRow>();
        var rows = reader.Prepare(
            """
            SELECT id, event_id, received_at, timestamp, title, release, environment, dump_hash IS NOT NULL FROM event
            WHERE project_id = ?1 AND issue_id = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4
            """).Bind(1, projectId).Bind(2, issueId).Bind(3, before ?? long.MaxValue).Bind(4, (long)limit);
        while (rows.Step())
        {
            events.Add(new(
                rows.Int64(0), Convert.ToHexStringLower(rows.Blob(1)), rows.Int64(2), rows.Int64(3), rows.Text(4), rows.TextOrNull(5),
                rows.TextOrNull(6), rows.Bool(7)));
        }

        return events;
    }

    /// <summary>The row of a client's event id (32 hex digits), or null.</summary>
    public long? FindById(string eventId)
    {
        if (eventId.Length != 32 || !eventId.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        using var reader = database.Read();
        var id = Convert.FromHexString(eventId);
        var projects = new List<long>();
        var rows = reader.Prepare("SELECT id FROM project");
        while (rows.Step())
        {
            projects.Add(rows.Int64(0));
        }

        // The index has the project first; there are few of them.
        foreach (var project in projects)
        {
            if (reader.Prepare("SELECT id FROM event WHERE project_id = ?1 AND event_id = ?2").Bind(1, project).Bind(2, id).Scalar() is { } found)
            {
                return found;
            }
        }

        return null;
    }

    public IReadOnlyList<AttachmentEntry> Attachments(long projectId, string eventId)
    {
        using var reader = database.Read();
        var entries = new List<AttachmentEntry>();
        var rows = reader.Prepare(
            """
            SELECT id, name, content_type, attachment_type, size, blob_hash FROM attachment
            WHERE project_id = ?1 AND event_id = ?2 ORDER BY id LIMIT ?3
            """).Bind(1, projectId).Bind(2, Convert.FromHexString(eventId)).Bind(3, (long)QueryLimits.AttachmentsShown);
        while (rows.Step())
        {
            entries.Add(new(rows.Int64(0), rows.Text(1), rows.TextOrNull(2), rows.Text(3), rows.Int64(4), rows.Blob(5).ToArray()));
        }

        return entries;
    }

    /// <summary>Events that are being processed or failed, latest first.</summary>
    public IReadOnlyList<UnfinishedEvent> Unfinished(long projectId)
    {
        using var reader = database.Read();
        var entries = new List<UnfinishedEvent>();
        // Two ranges of one index; asked together they would be a scan of it.
        foreach (var state in (ReadOnlySpan<string>)["failed", "processing"])
        {
            var rows = reader.Prepare(
                """
                SELECT id, event_id, received_at, kind, platform, release, state, failure, dump_size FROM event INDEXED BY event_unfinished
                WHERE project_id = ?1 AND state = ?2 AND state <> 'stored' ORDER BY id DESC LIMIT ?3
                """).Bind(1, projectId).Bind(2, state).Bind(3, (long)QueryLimits.UnfinishedEventsShown);
            while (rows.Step())
            {
                entries.Add(new(
                    rows.Int64(0), Convert.ToHexStringLower(rows.Blob(1)), rows.Int64(2), rows.Text(3), rows.Text(4), rows.TextOrNull(5),
                    rows.Text(6), rows.TextOrNull(7), rows.Int64OrNull(8)));
            }
        }

        return entries;
    }

    /// <summary>Events that failed, counted up to a bound.</summary>
    public long CountFailed(long projectId)
    {
        using var reader = database.Read();
        return reader.Prepare(
            """
            SELECT count(*) FROM (SELECT 1 FROM event INDEXED BY event_unfinished
              WHERE project_id = ?1 AND state = 'failed' AND state <> 'stored' LIMIT ?2)
            """).Bind(1, projectId).Bind(2, (long)QueryLimits.CountMax).Scalar() ?? 0;
    }

    // A body of an older or broken writer must not take the page with it.
    static Report? Read(ReadOnlySpan<byte> packed)
    {
        try
        {
            return Zstd.UnpackJson(packed, ReportJson.Default.Report);
        }
        catch (Exception e) when (e is JsonException or ZstdException)
        {
            return null;
        }
    }
}
