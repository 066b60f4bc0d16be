namespace Inquest.Storage.Queries;

/// <summary>Projects, keys and tokens.</summary>
public sealed class ProjectQueries(Database database)
{
    /// <summary>All projects, in the order they were made.</summary>
    public IReadOnlyList<ProjectEntry> Projects()
    {
        using var reader = database.Read();
        var projects = new List<ProjectEntry>();
        var rows = reader.Prepare(
            "SELECT id, organization_id, slug, name, platform, short_prefix, first_event_at IS NOT NULL FROM project ORDER BY id");
        while (rows.Step())
        {
            projects.Add(new(
                rows.Int64(0), rows.Int64(1), rows.Text(2), rows.Text(3), rows.TextOrNull(4), rows.Text(5), rows.Bool(6), []));
        }

        return [.. projects.Select(project => project with { Keys = Keys(reader, project.Id) })];
    }

    /// <summary>A project's settings as JSON; an empty object when there is no such project.</summary>
    public string Settings(long projectId)
    {
        using var reader = database.Read();
        var row = reader.Prepare("SELECT settings_json FROM project WHERE id = ?1").Bind(1, projectId);
        var text = row.Step() ? row.Text(0) : "{}";
        row.Reset();
        return text;
    }

    /// <summary>The organisation that a person belongs to, or null.</summary>
    public (long Id, string Slug)? OrganizationOf(long userId)
    {
        using var reader = database.Read();
        var row = reader.Prepare(
            "SELECT o.id, o.slug FROM member m JOIN organization o ON o.id = m.organization_id WHERE m.user_id = ?1 ORDER BY o.id LIMIT 1")
            .Bind(1, userId);
        if (!row.Step())
        {
            return null;
        }

        var found = (row.Int64(0), row.Text(1));
        row.Reset();
        return found;
    }

    public IReadOnlyList<TokenEntry> Tokens(long organizationId)
    {
        using var reader = database.Read();
        var tokens = new List<TokenEntry>();
        var rows = reader.Prepare(
            """
            SELECT id, name, hint, scopes, created_at, last_used_at, revoked_at FROM api_token WHERE organization_id = ?1
            ORDER BY revoked_at IS NOT NULL, id DESC LIMIT 200
            """).Bind(1, organizationId);
        while (rows.Step())
        {
            tokens.Add(new(
                rows.Int64(0), rows.Text(1), rows.Text(2), rows.Text(3), rows.Int64(4), rows.Int64OrNull(5), rows.Int64OrNull(6)));
        }

        return tokens;
    }

    static List<KeyEntry> Keys(ReaderLease reader, long projectId)
    {
        var keys = new List<KeyEntry>();
        var rows = reader.Prepare("SELECT id, public_key, label, enabled, created_at FROM project_key WHERE project_id = ?1 ORDER BY id")
            .Bind(1, projectId);
        while (rows.Step())
        {
            keys.Add(new(rows.Int64(0), rows.Text(1), rows.Text(2), rows.Bool(3), rows.Int64(4)));
        }

        return keys;
    }
}
