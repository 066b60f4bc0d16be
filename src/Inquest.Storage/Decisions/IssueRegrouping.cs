using System.Text.Json;
using Inquest.Grouping;
using Inquest.Reports;
using Inquest.Storage.Events;

namespace Inquest.Storage.Decisions;

/// <summary>Merges issues, splits one, and takes both back.</summary>
/// <remarks>
/// An issue is a set of fingerprints. Merging gives one issue the fingerprints of another; splitting gives some to a new
/// one. Addresses of issues never die: a merged one leads to what it became, and is itself again when that is undone.
/// </remarks>
public sealed class IssueRegrouping(Database database, TimeProvider time)
{
    /// <summary>Makes the sources part of the target.</summary>
    /// <param name="targetId">The issue that stays.</param>
    /// <param name="sourceIds">Issues of the same project; the target among them is passed over.</param>
    /// <param name="userId">Who decided.</param>
    /// <param name="actor">Their name, for history.</param>
    public RegroupError Merge(long targetId, IReadOnlyList<long> sourceIds, long? userId, string actor)
    {
        ArgumentNullException.ThrowIfNull(sourceIds);
        return database.Write(
            connection =>
            {
                var sources = sourceIds.Distinct().Where(id => id != targetId).Take(StorageLimits.IssuesPerDecisionMax).ToList();
                if (sources.Count == 0)
                {
                    return RegroupError.NothingToMerge;
                }

                if (Brief(connection, targetId) is not { } target || sources.Exists(id => Brief(connection, id) is null))
                {
                    return RegroupError.NoSuchIssue;
                }

                if (sources.Exists(id => Brief(connection, id)!.ProjectId != target.ProjectId))
                {
                    return RegroupError.OtherProject;
                }

                foreach (var source in sources)
                {
                    Merge(connection, Brief(connection, targetId)!, Brief(connection, source)!, userId, actor);
                }

                return RegroupError.None;
            },
            durable: true);
    }

    /// <summary>Makes a new issue of some fingerprints of an issue.</summary>
    /// <param name="issueId">The issue that keeps the rest.</param>
    /// <param name="fingerprints">Some of its fingerprints; unknown ones are passed over.</param>
    /// <param name="userId">Who decided.</param>
    /// <param name="actor">Their name, for history.</param>
    /// <param name="newIssueId">The issue that was made.</param>
    public RegroupError Split(long issueId, IReadOnlyList<FingerprintId> fingerprints, long? userId, string actor, out long newIssueId)
    {
        ArgumentNullException.ThrowIfNull(fingerprints);
        var (error, made) = database.Write(
            connection =>
            {
                if (Brief(connection, issueId) is not { } issue)
                {
                    return (RegroupError.NoSuchIssue, 0L);
                }

                var all = Fingerprints(connection, issue);
                var taken = all.Where(fingerprints.Contains).ToList();
                if (taken.Count == 0 || taken.Count == all.Count)
                {
                    return (RegroupError.NotAPart, 0L);
                }

                return (RegroupError.None, Split(connection, issue, taken, userId, actor, time.GetUtcNow().Milliseconds()));
            },
            durable: true);
        newIssueId = made;
        return error;
    }

    /// <summary>Takes back a merge or a split that history has on <paramref name="issueId"/>.</summary>
    internal static bool Undo(Connection connection, long issueId, string what, string undoJson, long now)
    {
        if (JsonSerializer.Deserialize(undoJson, RegroupJson.Default.RegroupUndo) is not { } undo || Brief(connection, issueId) is not { } issue)
        {
            return false;
        }

        return what switch
        {
            "split" => UndoSplit(connection, issue, undo, now),
            "attached" => UndoAttachment(connection, issue, undo, now),
            _ => UndoMerge(connection, issue, undo, now),
        };
    }

    void Merge(Connection connection, IssueBrief target, IssueBrief source, long? userId, string actor)
    {
        var now = time.GetUtcNow().Milliseconds();
        var undo = new RegroupUndo
        {
            Other = source.Id, Fingerprints = Fingerprints(connection, source), FirstSeen = target.FirstSeen, FirstRelease = target.FirstRelease,
        };
        Absorb(connection, target, source, now);
        IssueHistory.Add(
            connection, target.ProjectId, target.Id, now, "merged", $"{source.ShortId} became part of this issue",
            JsonSerializer.Serialize(undo, RegroupJson.Default.RegroupUndo), userId, actor);
        IssueHistory.Add(connection, target.ProjectId, source.Id, now, "merged", $"into {target.ShortId}", null, userId, actor);
    }

    static void Absorb(Connection connection, IssueBrief target, IssueBrief source, long now)
    {
        connection.Prepare("UPDATE issue_fingerprint SET issue_id = ?3 WHERE project_id = ?1 AND issue_id = ?2")
            .Bind(1, target.ProjectId).Bind(2, source.Id).Bind(3, target.Id).Run();
        connection.Prepare("UPDATE issue SET merged_into = ?2 WHERE id = ?1").Bind(1, source.Id).Bind(2, target.Id).Run();
        if (source.FirstSeen < target.FirstSeen)
        {
            connection.Prepare("UPDATE issue SET first_seen = ?2, first_release = ?3 WHERE id = ?1")
                .Bind(1, target.Id).Bind(2, source.FirstSeen).Bind(3, source.FirstRelease).Run();
        }

        IssueMover.Add(connection, target.ProjectId, source.Id, target.Id, null, now);
        AddWords(connection, target.Id, source.Id);
    }

    static bool UndoMerge(Connection connection, IssueBrief target, RegroupUndo undo, long now)
    {
        // Only an issue that still is part of this one can leave it.
        if (connection.Prepare("UPDATE issue SET merged_into = NULL WHERE id = ?1 AND merged_into = ?2").Bind(1, undo.Other).Bind(2, target.Id).Run() == 0)
        {
            return false;
        }

        Redirect(connection, target.ProjectId, undo.Fingerprints, target.Id, undo.Other);
        connection.Prepare("UPDATE issue SET first_seen = ?2, first_release = ?3 WHERE id = ?1")
            .Bind(1, target.Id).Bind(2, undo.FirstSeen).Bind(3, undo.FirstRelease).Run();
        IssueMover.Add(connection, target.ProjectId, target.Id, undo.Other, undo.Fingerprints, now);
        RestoreWords(connection, target);
        IssueHistory.Add(connection, target.ProjectId, undo.Other, now, "undone", $"the merge into {target.ShortId} was taken back");
        return true;
    }

    static long Split(Connection connection, IssueBrief issue, List<FingerprintId> taken, long? userId, string actor, long now)
    {
        var made = connection.Prepare(
            """
            INSERT INTO issue (project_id, short_id, title, culprit, kind, level, platform, is_crash, state, first_seen, last_seen, first_release,
              last_release, grouping_json, created_at)
            SELECT project_id, (SELECT max(short_id) + 1 FROM issue WHERE project_id = ?2), title, culprit, kind, level, platform, is_crash, 'open',
              last_seen, last_seen, last_release, last_release, grouping_json, ?3
            FROM issue WHERE id = ?1 RETURNING id
            """).Bind(1, issue.Id).Bind(2, issue.ProjectId).Bind(3, now).Scalar()!.Value;
        connection.Prepare("UPDATE project SET last_short_id = max(last_short_id, (SELECT short_id FROM issue WHERE id = ?2)) WHERE id = ?1")
            .Bind(1, issue.ProjectId).Bind(2, made).Run();
        Redirect(connection, issue.ProjectId, taken, issue.Id, made);
        IssueMover.Add(connection, issue.ProjectId, issue.Id, made, taken, now, decidesAge: true);
        Describe(connection, issue, made, taken);
        var madeId = Brief(connection, made)!.ShortId;
        var undo = new RegroupUndo { Other = made, Fingerprints = taken };
        IssueHistory.Add(
            connection, issue.ProjectId, issue.Id, now, "split", $"{madeId} was split off",
            JsonSerializer.Serialize(undo, RegroupJson.Default.RegroupUndo), userId, actor);
        IssueHistory.Add(connection, issue.ProjectId, made, now, "split", $"off {issue.ShortId}", null, userId, actor);
        return made;
    }

    // What likeness brought here becomes an issue of its own; its key leads there from now on, so that it does not come back.
    static bool UndoAttachment(Connection connection, IssueBrief issue, RegroupUndo undo, long now)
    {
        var taken = Fingerprints(connection, issue).Where(undo.Fingerprints.Contains).ToList();
        if (taken.Count == 0)
        {
            return false;
        }

        Split(connection, issue, taken, null, IssueHistory.Server, now);
        return true;
    }

    static bool UndoSplit(Connection connection, IssueBrief issue, RegroupUndo undo, long now)
    {
        if (Brief(connection, undo.Other) is not { } part)
        {
            return false;
        }

        Absorb(connection, issue, part, now);
        IssueHistory.Add(connection, issue.ProjectId, part.Id, now, "undone", $"became part of {issue.ShortId} again");
        return true;
    }

    // Title, reason and search words of the part come from its latest event; what cannot be read keeps the whole's.
    static void Describe(Connection connection, IssueBrief issue, long made, List<FingerprintId> taken)
    {
        if (LatestReport(connection, issue, taken) is not { } report)
        {
            connection.Prepare(
                """
                INSERT INTO issue_search (rowid, title, culprit, frames, modules, messages, tags)
                SELECT ?2, title, culprit, frames, modules, messages, tags FROM issue_search WHERE rowid = ?1
                """).Bind(1, issue.Id).Bind(2, made).Run();
            return;
        }

        var grouping = Grouper.Group(report);
        var seen = report.Timestamp.Milliseconds();
        connection.Prepare(
            """
            UPDATE issue SET title = ?2, culprit = ?3, kind = ?4, level = ?5, platform = ?6, is_crash = ?7, grouping_json = ?8,
              first_seen = ?9, first_release = ?10, last_seen = ?9, last_release = ?10
            WHERE id = ?1
            """)
            .Bind(1, made).Bind(2, grouping.Title).Bind(3, grouping.Culprit).Bind(4, report.Kind).Bind(5, report.Level).Bind(6, report.Platform)
            .Bind(7, report.IsCrash).Bind(8, JsonSerializer.Serialize(grouping, GroupingJson.Default.GroupingResult))
            .Bind(9, seen).Bind(10, report.Release).Run();
        WriteWords(connection, made, report, grouping);
    }

    static Report? LatestReport(Connection connection, IssueBrief issue, List<FingerprintId>? only)
    {
        var rows = connection.Prepare(
            """
            SELECT id, fingerprint_version, fingerprint FROM event WHERE project_id = ?1 AND issue_id = ?2 ORDER BY id DESC LIMIT ?3
            """).Bind(1, issue.ProjectId).Bind(2, issue.Id).Bind(3, (long)StorageLimits.EventsSearchedForReport);
        long? found = null;
        while (found is null && rows.Step())
        {
            found = only is null || only.Contains(new(rows.Int32(1), rows.Text(2))) ? rows.Int64(0) : null;
        }

        rows.Reset();
        var body = connection.Prepare("SELECT report_zstd FROM event_body WHERE id = ?1").Bind(1, found);
        var packed = body.Step() ? body.BlobOrNull(0) : null;
        body.Reset();
        return packed is null ? null : Zstd.UnpackJson(packed, ReportJson.Default.Report);
    }

    static void AddWords(Connection connection, long target, long source) => connection.Prepare(
        """
        UPDATE issue_search SET frames = substr(t.frames || char(10) || s.frames, 1, ?3), modules = substr(t.modules || char(10) || s.modules, 1, ?3),
          messages = substr(t.messages || char(10) || s.messages || char(10) || s.title || char(10) || s.culprit, 1, ?3),
          tags = substr(t.tags || char(10) || s.tags, 1, ?3)
        FROM (SELECT frames, modules, messages, tags FROM issue_search WHERE rowid = ?1) AS t,
          (SELECT title, culprit, frames, modules, messages, tags FROM issue_search WHERE rowid = ?2) AS s
        WHERE issue_search.rowid = ?1
        """).Bind(1, target).Bind(2, source).Bind(3, 4L * StorageLimits.SearchTextMax).Run();

    static void RestoreWords(Connection connection, IssueBrief issue)
    {
        var own = Fingerprints(connection, issue);
        if (LatestReport(connection, issue, own) is not { } report)
        {
            return;
        }

        WriteWords(connection, issue.Id, report, Grouper.Group(report));
        var parts = new List<long>();
        var rows = connection.Prepare("SELECT id FROM issue WHERE project_id = ?1 AND merged_into = ?2 LIMIT ?3")
            .Bind(1, issue.ProjectId).Bind(2, issue.Id).Bind(3, (long)StorageLimits.IssuesPerDecisionMax);
        while (rows.Step())
        {
            parts.Add(rows.Int64(0));
        }

        foreach (var part in parts)
        {
            AddWords(connection, issue.Id, part);
        }
    }

    static void WriteWords(Connection connection, long issue, Report report, GroupingResult grouping)
    {
        var text = IssueText.Of(report, grouping);
        connection.Prepare("DELETE FROM issue_search WHERE rowid = ?1").Bind(1, issue).Run();
        connection.Prepare(
            "INSERT INTO issue_search (rowid, title, culprit, frames, modules, messages, tags) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            .Bind(1, issue).Bind(2, grouping.Title).Bind(3, grouping.Culprit)
            .Bind(4, text.Frames).Bind(5, text.Modules).Bind(6, text.Messages).Bind(7, text.Tags).Run();
    }

    static void Redirect(Connection connection, long project, IReadOnlyList<FingerprintId> fingerprints, long from, long to)
    {
        foreach (var fingerprint in fingerprints)
        {
            connection.Prepare(
                "UPDATE issue_fingerprint SET issue_id = ?5 WHERE project_id = ?1 AND version = ?2 AND fingerprint = ?3 AND issue_id = ?4")
                .Bind(1, project).Bind(2, (long)fingerprint.Version).Bind(3, fingerprint.Key).Bind(4, from).Bind(5, to).Run();
        }
    }

    static List<FingerprintId> Fingerprints(Connection connection, IssueBrief issue)
    {
        var found = new List<FingerprintId>();
        var rows = connection.Prepare("SELECT version, fingerprint FROM issue_fingerprint WHERE project_id = ?1 AND issue_id = ?2")
            .Bind(1, issue.ProjectId).Bind(2, issue.Id);
        while (rows.Step())
        {
            found.Add(new(rows.Int32(0), rows.Text(1)));
        }

        return found;
    }

    static IssueBrief? Brief(Connection connection, long id)
    {
        var row = connection.Prepare(
            """
            SELECT i.project_id, p.short_prefix || '-' || i.short_id, i.first_seen, i.first_release FROM issue i JOIN project p ON p.id = i.project_id
            WHERE i.id = ?1 AND i.merged_into IS NULL
            """).Bind(1, id);
        if (!row.Step())
        {
            return null;
        }

        var brief = new IssueBrief(id, row.Int64(0), row.Text(1), row.Int64(2), row.TextOrNull(3));
        row.Reset();
        return brief;
    }

    sealed record IssueBrief(long Id, long ProjectId, string ShortId, long FirstSeen, string? FirstRelease);
}
