using Inquest.Reports;
using Inquest.Storage.Events;

namespace Inquest.Storage.Consent;

/// <summary>Takes one person out of a project: what they sent, what was derived from it, and their number wherever it stands.</summary>
/// <remarks>
/// An event stays as a bare count: time, release, issue. Its body, dump, attachments, words, tags and user go, and with them what they
/// added to the counters of tags and people. Afterwards every table that can name the person is searched again.
/// </remarks>
public sealed class UserErasure(Database database, BlobStore blobs, TimeProvider time)
{
    /// <summary>Events changed in one transaction.</summary>
    const int EventsPerStep = 200;

    // Every place where a person's number or hash stands; the erasure's own record, which proves it, is not one of them.
    static readonly (string Table, string Column)[] Places =
    [
        ("event", "user_hash"), ("issue_user", "user_hash"), ("session", "user_hash"), ("health_user", "user_hash"), ("crash_upload", "user_hash"),
    ];

    static readonly string[] HashPlaces = ["waiting_copy", "consent_change"];

    /// <param name="userHash">SHA-256 over <c>id:</c> and the account's id: 32 bytes.</param>
    /// <param name="actor">Who asked, for the record.</param>
    public ErasedUser Erase(long projectId, byte[] userHash, string actor)
    {
        ArgumentNullException.ThrowIfNull(userHash);
        var user = UserHash.OfHashedId(UserHash.HashedIdPrefix + Convert.ToHexStringLower(userHash)) ?? throw new ArgumentException("A user's hash has 32 bytes.", nameof(userHash));
        var files = new HashSet<string>(StringComparer.Ordinal);
        long events = 0, rows = 0;
        while (database.Write(connection => Step(connection, projectId, user, files)) is var step and > 0)
        {
            events += step;
        }

        database.Write(
            connection =>
            {
                rows = Places.Where(place => place.Table is not "event").Sum(place => Delete(connection, place.Table, projectId, user));
                rows += HashPlaces.Sum(table => connection.Prepare($"DELETE FROM {table} WHERE project_id = ?1 AND user_hash = ?2").Bind(1, projectId).Bind(2, userHash).Run());
                connection.Prepare("INSERT INTO erasure (project_id, user_hash, erased_at, actor, events, files) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
                    .Bind(1, projectId).Bind(2, user).Bind(3, time.GetUtcNow().Milliseconds()).Bind(4, actor).Bind(5, events).Bind(6, (long)files.Count).Run();
            },
            durable: true);
        var deleted = files.Count(DeleteUnused);
        // Freed pages keep their bytes until they are written over; the log keeps them until it is folded back.
        database.Checkpoint();
        return new ErasedUser(events, deleted, rows, Search(projectId, userHash));
    }

    /// <summary>Rows that still name the person.</summary>
    public long Search(long projectId, byte[] userHash)
    {
        var user = UserHash.OfHashedId(UserHash.HashedIdPrefix + Convert.ToHexStringLower(userHash));
        using var reader = database.Read();
        return Places.Sum(place => reader.Prepare($"SELECT count(*) FROM {place.Table} WHERE project_id = ?1 AND {place.Column} = ?2").Bind(1, projectId).Bind(2, user).Scalar() ?? 0)
            + HashPlaces.Sum(table => reader.Prepare($"SELECT count(*) FROM {table} WHERE project_id = ?1 AND user_hash = ?2").Bind(1, projectId).Bind(2, userHash).Scalar() ?? 0);
    }

    static int Delete(Connection connection, string table, long projectId, long user) =>
        connection.Prepare($"DELETE FROM {table} WHERE project_id = ?1 AND user_hash = ?2").Bind(1, projectId).Bind(2, user).Run();

    /// <returns>Events that were changed; 0 when none is left.</returns>
    long Step(Connection connection, long projectId, long user, HashSet<string> files)
    {
        var events = new List<UsersEvent>();
        var rows = connection.Prepare(
            """
            SELECT e.id, e.event_id, e.issue_id, e.timestamp, e.missing_frames, e.release, e.is_crash, e.dump_hash, b.report_zstd
            FROM event e LEFT JOIN event_body b ON b.id = e.id WHERE e.project_id = ?1 AND e.user_hash = ?2 LIMIT ?3
            """).Bind(1, projectId).Bind(2, user).Bind(3, (long)EventsPerStep);
        while (rows.Step())
        {
            events.Add(new UsersEvent(
                rows.Int64(0), rows.Blob(1).ToArray(), rows.Int64OrNull(2), rows.Int64(3), rows.Int64(4) > 0, rows.TextOrNull(5), rows.Bool(6),
                rows.BlobOrNull(7), rows.BlobOrNull(8)));
        }

        var deltas = new Dictionary<long, IssueDelta>();
        foreach (var one in events)
        {
            if (one.Issue is { } issue)
            {
                if (!deltas.TryGetValue(issue, out var delta))
                {
                    deltas.Add(issue, delta = new IssueDelta(projectId, issue));
                }

                Uncount(connection, projectId, delta, one, user);
            }

            Empty(connection, projectId, one, files);
        }

        foreach (var delta in deltas.Values)
        {
            IssueFolding.Fold(connection, delta, time.GetUtcNow().Milliseconds());
        }

        return events.Count;
    }

    static void Uncount(Connection connection, long projectId, IssueDelta delta, UsersEvent one, long user)
    {
        var bare = new Contribution(one.Timestamp, one.Release, null, one.IsCrash, one.HasSymbolProblem, []);
        var counted = one.ReportPacked is { } packed && Zstd.UnpackJson(packed, ReportJson.Default.Report) is { } report
            ? Contribution.Of(report, one.Timestamp, one.HasSymbolProblem) with { UserHash = user }
            : bare with { UserHash = user };
        delta.Add(counted, -1, one.Row);
        delta.Add(bare, 1, one.Row);
        foreach (var (key, value) in counted.Tags)
        {
            TagCounts.AddToProject(connection, projectId, key, value, -1);
        }
    }

    static void Empty(Connection connection, long projectId, UsersEvent one, HashSet<string> files)
    {
        connection.Prepare(
            "UPDATE event SET user_hash = NULL, dump_hash = NULL, dump_size = NULL, title = 'Erased', environment = NULL WHERE id = ?1")
            .Bind(1, one.Row).Run();
        // The stack stays out too: file names of a build machine may have a name in them. Regrouping leaves such an event where it is.
        connection.Prepare("UPDATE event_body SET report_zstd = NULL, raw_zstd = NULL, stack_zstd = NULL WHERE id = ?1").Bind(1, one.Row).Run();
        if (one.DumpHash is { } dump)
        {
            files.Add(Convert.ToHexStringLower(dump));
        }

        var attachments = connection.Prepare("DELETE FROM attachment WHERE project_id = ?1 AND event_id = ?2 RETURNING blob_hash")
            .Bind(1, projectId).Bind(2, one.EventId);
        while (attachments.Step())
        {
            files.Add(Convert.ToHexStringLower(attachments.Blob(0)));
        }

        connection.Prepare("DELETE FROM user_report WHERE project_id = ?1 AND event_id = ?2").Bind(1, projectId).Bind(2, one.EventId).Run();
        connection.Prepare("DELETE FROM job WHERE event_row = ?1").Bind(1, one.Row).Run();
    }

    /// <summary>Deletes a blob that no event and no attachment refers to any more.</summary>
    bool DeleteUnused(string hex) => database.Write(connection =>
    {
        var hash = Convert.FromHexString(hex);
        if (connection.Prepare("SELECT 1 FROM event WHERE dump_hash = ?1 LIMIT 1").Bind(1, hash).Scalar() is not null
            || connection.Prepare("SELECT 1 FROM attachment WHERE blob_hash = ?1 LIMIT 1").Bind(1, hash).Scalar() is not null)
        {
            return false;
        }

        File.Delete(blobs.PathOf(hash));
        return true;
    });

    sealed record UsersEvent(
        long Row, byte[] EventId, long? Issue, long Timestamp, bool HasSymbolProblem, string? Release, bool IsCrash, byte[]? DumpHash, byte[]? ReportPacked);
}
