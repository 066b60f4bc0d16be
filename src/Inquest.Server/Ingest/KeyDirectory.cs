using System.Collections.Concurrent;
using Inquest.Grouping.Rules;
using Inquest.Storage;
using Inquest.Storage.Regrouping;

namespace Inquest.Server.Ingest;

/// <summary>Client keys and projects, remembered for a few seconds so that no request waits for the database.</summary>
public sealed class KeyDirectory(Database database, TimeProvider time)
{
    // Changes of keys and settings are known after this at the latest.
    static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<string, Remembered> _keys = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<long, Remembered> _projects = new();
    readonly ConcurrentDictionary<long, (long Revision, RuleSet? Rules)> _rules = new();

    /// <summary>The enabled key of this text, or null.</summary>
    public ProjectKey? Find(string publicKey) => Find(_keys, publicKey, Load);

    /// <summary>A project's settings for work that has no request any more; the key may be gone since.</summary>
    public ProjectKey Project(long projectId) => Find(_projects, projectId, LoadProject) ?? new ProjectKey(projectId, 0, ProjectSettings.Default);

    /// <summary>Forgets settings after a change, so that whoever made it sees it at once.</summary>
    public void Forget()
    {
        _keys.Clear();
        _projects.Clear();
    }

    ProjectKey? Find<TKey>(ConcurrentDictionary<TKey, Remembered> known, TKey key, Func<TKey, ProjectKey?> load)
        where TKey : notnull
    {
        var now = time.GetTimestamp();
        if (known.TryGetValue(key, out var remembered) && time.GetElapsedTime(remembered.At, now) < Freshness)
        {
            return remembered.Key;
        }

        // Unknown keys are remembered too; somebody who tries many must not fill the memory.
        if (known.Count >= IngestLimits.RememberedKeysMax)
        {
            known.Clear();
        }

        var loaded = load(key);
        known[key] = new Remembered(loaded, now);
        return loaded;
    }

    ProjectKey? Load(string publicKey)
    {
        using var reader = database.Read();
        var row = reader.Prepare(
            """
            SELECT k.project_id, k.id, p.settings_json, (SELECT max(revision) FROM grouping_revision g WHERE g.project_id = p.id) FROM project_key k JOIN project p ON p.id = k.project_id
            WHERE k.public_key = ?1 AND k.enabled = 1
            """).Bind(1, publicKey);
        if (!row.Step())
        {
            return null;
        }

        var (project, id, settings, revision) = (row.Int64(0), row.Int64(1), row.Text(2), row.Int64OrNull(3));
        row.Reset();
        return new ProjectKey(project, id, ProjectSettings.Parse(settings), RulesOf(reader.Connection, project, revision));
    }

    ProjectKey? LoadProject(long projectId)
    {
        using var reader = database.Read();
        var row = reader.Prepare("SELECT settings_json, (SELECT max(revision) FROM grouping_revision g WHERE g.project_id = p.id) FROM project p WHERE id = ?1").Bind(1, projectId);
        if (!row.Step())
        {
            return null;
        }

        var (settings, revision) = (row.Text(0), row.Int64OrNull(1));
        row.Reset();
        return new ProjectKey(projectId, 0, ProjectSettings.Parse(settings), RulesOf(reader.Connection, projectId, revision));
    }

    // Rules are read once a revision: a large file takes milliseconds to compile.
    RuleSet? RulesOf(Connection connection, long projectId, long? revision)
    {
        if (revision is not { } number)
        {
            return null;
        }

        if (!_rules.TryGetValue(projectId, out var known) || known.Revision != number)
        {
            known = (number, GroupingRevisions.Rules(connection, projectId, number));
            _rules[projectId] = known;
        }

        return known.Rules;
    }

    readonly record struct Remembered(ProjectKey? Key, long At);
}
