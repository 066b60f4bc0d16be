using Inquest.Storage.Events;

namespace Inquest.Storage.Symbols;

/// <summary>The rows of the symbol store: which contents there are, what is in them and whose they are.</summary>
public sealed class SymbolCatalog(Database database, TimeProvider time)
{
    const string ObjectColumns = """
        o.content_id, c.sha256, c.kind, c.size,
          (SELECT f.name FROM symbol_file f WHERE f.content_id = c.id ORDER BY f.id DESC LIMIT 1),
          o.debug_id, o.code_id, o.debug_file, o.code_file, o.os, o.cpu, o.features, c.created_at
        """;

    // ?3 is the organisation, ?4 says that everything is seen.
    const string Visible = """
        (?4 OR EXISTS (SELECT 1 FROM symbol_file f WHERE f.content_id = c.id AND (f.organization_id = ?3
          OR (?3 IS NULL AND f.project_id IN (SELECT s.project_id FROM setting s WHERE s.name = 'symbols.public' AND s.value = 'true')))))
        """;

    /// <summary>Adds a file to its project, and the content when nobody had it.</summary>
    /// <returns>False when the project had the same content already; its release is brought up to date all the same.</returns>
    public bool Add(NewSymbolFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var now = time.GetUtcNow().Milliseconds();
        return database.Write(
            connection =>
            {
                var contentId = AddContent(connection, file, now);
                return Own(connection, contentId, file.Owner, file.Name, now);
            },
            durable: true);
    }

    /// <summary>Gives a project a content that the store has, if the asker's organisation has it.</summary>
    /// <param name="hash">20 bytes of SHA-1 or 32 of SHA-256.</param>
    /// <returns>The content's objects; null when the store has no such content for this organisation.</returns>
    public IReadOnlyList<StoredObject>? Adopt(ReadOnlySpan<byte> hash, SymbolOwner owner, string name)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var objects = ByHash(hash, new SymbolAudience(owner.OrganizationId));
        if (objects.Count == 0)
        {
            return null;
        }

        var now = time.GetUtcNow().Milliseconds();
        database.Write(connection => Own(connection, objects[0].ContentId, owner, name, now), durable: true);
        return objects;
    }

    public IReadOnlyList<StoredObject> ByDebugId(string debugId, SymbolAudience audience) =>
        Find("debug_id", debugId, audience);

    public IReadOnlyList<StoredObject> ByCodeId(string codeId, SymbolAudience audience) =>
        Find("code_id", codeId, audience);

    /// <param name="hash">20 bytes of SHA-1 or 32 of SHA-256.</param>
    public IReadOnlyList<StoredObject> ByHash(ReadOnlySpan<byte> hash, SymbolAudience audience)
    {
        using var reader = database.Read();
        var column = hash.Length == 32 ? "c.sha256" : "c.sha1";
        return Read(Bind(
            reader.Prepare($"SELECT {ObjectColumns} FROM symbol_content c JOIN symbol_object o ON o.content_id = c.id WHERE {column} = ?1 AND {Visible} ORDER BY o.ordinal LIMIT ?2")
                .Bind(1, hash), audience));
    }

    /// <summary>Files of a project, latest first.</summary>
    /// <param name="text">Part of a name, a release, or an id; null takes all.</param>
    /// <param name="before">Only ids below this one, for paging.</param>
    public IReadOnlyList<SymbolFileRow> Files(long projectId, string? text, long before, int count)
    {
        using var reader = database.Read();
        var rows = reader.Prepare(
            """
            SELECT f.id, f.name, c.sha256, c.sha1, c.kind, c.size, c.packed_size, f.release, f.uploaded_by, f.uploaded_at, c.last_used_at, c.id
            FROM symbol_file f JOIN symbol_content c ON c.id = f.content_id
            WHERE f.project_id = ?1 AND f.id < ?3 AND (?2 IS NULL OR instr(lower(f.name), lower(?2)) > 0 OR f.release = ?2 OR EXISTS (
              SELECT 1 FROM symbol_object o WHERE o.content_id = c.id AND (o.debug_id = upper(?2) OR o.code_id = lower(?2))))
            ORDER BY f.id DESC LIMIT ?4
            """).Bind(1, projectId).Bind(2, text).Bind(3, before).Bind(4, (long)count);
        var files = new List<(SymbolFileRow Row, long ContentId)>();
        while (rows.Step())
        {
            files.Add((new SymbolFileRow(
                rows.Int64(0), rows.Text(1), rows.Blob(2).ToArray(), rows.Blob(3).ToArray(), rows.Text(4), rows.Int64(5), rows.Int64(6),
                rows.TextOrNull(7), rows.TextOrNull(8), rows.Int64(9), rows.Int64(10), []), rows.Int64(11)));
        }

        return [.. files.Select(file => file.Row with { Objects = ObjectsOf(reader, file.ContentId) })];
    }

    /// <summary>Files of a project with their size as uploaded and on disk.</summary>
    public (long Count, long Bytes, long PackedBytes) Totals(long projectId)
    {
        using var reader = database.Read();
        var row = reader.Prepare(
            """
            SELECT count(*), coalesce(sum(c.size), 0), coalesce(sum(c.packed_size), 0)
            FROM symbol_file f JOIN symbol_content c ON c.id = f.content_id WHERE f.project_id = ?1
            """).Bind(1, projectId);
        row.Step();
        var totals = (row.Int64(0), row.Int64(1), row.Int64(2));
        row.Reset();
        return totals;
    }

    /// <summary>Takes a file away from its project.</summary>
    public bool Remove(long projectId, long fileId) => database.Write(
        connection => connection.Prepare("DELETE FROM symbol_file WHERE project_id = ?1 AND id = ?2").Bind(1, projectId).Bind(2, fileId).Run() > 0,
        durable: true);

    /// <summary>Files that nothing needs: not used since a time, and of none of the latest releases.</summary>
    public IReadOnlyList<SymbolFileRow> Unused(long projectId, long unusedSince, int keptReleases)
    {
        using var reader = database.Read();
        var rows = reader.Prepare(
            """
            SELECT f.id, f.name, c.sha256, c.sha1, c.kind, c.size, c.packed_size, f.release, f.uploaded_by, f.uploaded_at, c.last_used_at
            FROM symbol_file f JOIN symbol_content c ON c.id = f.content_id
            WHERE f.project_id = ?1 AND f.uploaded_at < ?2 AND c.last_used_at < ?2 AND (f.release IS NULL OR f.release NOT IN (
              SELECT release FROM symbol_file WHERE project_id = ?1 AND release IS NOT NULL GROUP BY release ORDER BY max(uploaded_at) DESC LIMIT ?3))
            ORDER BY c.last_used_at
            """).Bind(1, projectId).Bind(2, unusedSince).Bind(3, (long)keptReleases);
        var files = new List<SymbolFileRow>();
        while (rows.Step())
        {
            files.Add(new SymbolFileRow(
                rows.Int64(0), rows.Text(1), rows.Blob(2).ToArray(), rows.Blob(3).ToArray(), rows.Text(4), rows.Int64(5), rows.Int64(6),
                rows.TextOrNull(7), rows.TextOrNull(8), rows.Int64(9), rows.Int64(10), []));
        }

        return files;
    }

    /// <summary>Forgets contents that no project has.</summary>
    /// <returns>Their hashes: the caller removes the bytes.</returns>
    public IReadOnlyList<byte[]> Sweep() => database.Write(
        connection =>
        {
            connection.Prepare(
                "DELETE FROM symbol_object WHERE content_id IN (SELECT id FROM symbol_content WHERE id NOT IN (SELECT content_id FROM symbol_file))").Run();
            var rows = connection.Prepare("DELETE FROM symbol_content WHERE id NOT IN (SELECT content_id FROM symbol_file) RETURNING sha256");
            var hashes = new List<byte[]>();
            while (rows.Step())
            {
                hashes.Add(rows.Blob(0).ToArray());
            }

            return hashes;
        },
        durable: true);

    /// <summary>Notes that contents were used today.</summary>
    public void Touch(IReadOnlyCollection<long> contentIds)
    {
        ArgumentNullException.ThrowIfNull(contentIds);
        var now = time.GetUtcNow().Milliseconds();
        database.Write(connection =>
        {
            foreach (var id in contentIds)
            {
                connection.Prepare("UPDATE symbol_content SET last_used_at = ?2 WHERE id = ?1").Bind(1, id).Bind(2, now).Run();
            }
        });
    }

    /// <summary>Whether a project's files are served without a token.</summary>
    public bool IsPublic(long projectId)
    {
        using var reader = database.Read();
        return reader.Prepare("SELECT 1 FROM setting WHERE project_id = ?1 AND name = ?2 AND value = 'true'")
            .Bind(1, projectId).Bind(2, SymbolAudience.PublicSetting).Scalar() is not null;
    }

    /// <summary>Whether any project's files are served without a token.</summary>
    public bool HasPublic()
    {
        using var reader = database.Read();
        return reader.Prepare("SELECT 1 FROM setting WHERE name = ?1 AND value = 'true' LIMIT 1").Bind(1, SymbolAudience.PublicSetting).Scalar() is not null;
    }

    public void SetPublic(long projectId, bool isPublic) => database.Write(
        connection => connection.Prepare(
            """
            INSERT INTO setting (project_id, name, value, changed_at) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (project_id, name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at
            """)
            .Bind(1, projectId).Bind(2, SymbolAudience.PublicSetting).Bind(3, isPublic ? "true" : "false")
            .Bind(4, time.GetUtcNow().Milliseconds()).Run(),
        durable: true);

    IReadOnlyList<StoredObject> Find(string column, string id, SymbolAudience audience)
    {
        if (id.Length == 0)
        {
            return [];
        }

        using var reader = database.Read();
        return Read(Bind(
            reader.Prepare($"SELECT {ObjectColumns} FROM symbol_object o JOIN symbol_content c ON c.id = o.content_id WHERE o.{column} = ?1 AND o.{column} <> '' AND {Visible} ORDER BY c.id DESC LIMIT ?2")
                .Bind(1, id), audience));
    }

    static Statement Bind(Statement statement, SymbolAudience audience) => statement
        .Bind(2, (long)StorageLimits.SymbolObjectsFoundMax).Bind(3, audience.OrganizationId).Bind(4, audience.IsServer);

    static List<StoredObject> Read(Statement rows)
    {
        var objects = new List<StoredObject>();
        while (rows.Step())
        {
            objects.Add(new StoredObject(
                rows.Int64(0), rows.Blob(1).ToArray(), rows.Text(2), rows.Int64(3), rows.Text(4), rows.Text(5), rows.Text(6), rows.Text(7),
                rows.Text(8), rows.Text(9), rows.Text(10), rows.Int32(11), rows.Int64(12)));
        }

        return objects;
    }

    static List<NewSymbolObject> ObjectsOf(ReaderLease reader, long contentId)
    {
        var rows = reader.Prepare(
            "SELECT debug_id, code_id, debug_file, code_file, os, cpu, features FROM symbol_object WHERE content_id = ?1 ORDER BY ordinal").Bind(1, contentId);
        var objects = new List<NewSymbolObject>();
        while (rows.Step())
        {
            objects.Add(new NewSymbolObject(rows.Text(0), rows.Text(1), rows.Text(2), rows.Text(3), rows.Text(4), rows.Text(5), rows.Int32(6)));
        }

        return objects;
    }

    static long AddContent(Connection connection, NewSymbolFile file, long now)
    {
        if (connection.Prepare("SELECT id FROM symbol_content WHERE sha256 = ?1").Bind(1, file.Sha256).Scalar() is { } known)
        {
            return known;
        }

        var id = connection.Prepare(
            """
            INSERT INTO symbol_content (sha256, sha1, kind, size, packed_size, created_at, last_used_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
            RETURNING id
            """)
            .Bind(1, file.Sha256).Bind(2, file.Sha1).Bind(3, file.Kind).Bind(4, file.Size).Bind(5, file.PackedSize).Bind(6, now).Scalar()!.Value;
        for (var i = 0; i < file.Objects.Count; i++)
        {
            var part = file.Objects[i];
            connection.Prepare(
                """
                INSERT INTO symbol_object (content_id, ordinal, debug_id, code_id, debug_file, code_file, os, cpu, features)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                """)
                .Bind(1, id).Bind(2, (long)i).Bind(3, part.DebugId).Bind(4, part.CodeId).Bind(5, part.DebugFile).Bind(6, part.CodeFile)
                .Bind(7, part.Os).Bind(8, part.Cpu).Bind(9, (long)part.Features).Run();
        }

        return id;
    }

    static bool Own(Connection connection, long contentId, SymbolOwner owner, string name, long now)
    {
        var added = connection.Prepare(
            """
            INSERT OR IGNORE INTO symbol_file (project_id, organization_id, content_id, name, release, uploaded_by, uploaded_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """)
            .Bind(1, owner.ProjectId).Bind(2, owner.OrganizationId).Bind(3, contentId).Bind(4, name).Bind(5, owner.Release)
            .Bind(6, owner.UploadedBy).Bind(7, now).Run() > 0;
        if (!added)
        {
            connection.Prepare("UPDATE symbol_file SET release = coalesce(?3, release), uploaded_at = ?4 WHERE project_id = ?1 AND content_id = ?2")
                .Bind(1, owner.ProjectId).Bind(2, contentId).Bind(3, owner.Release).Bind(4, now).Run();
        }

        return added;
    }
}
