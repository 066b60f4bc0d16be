using Inquest.Grouping.Similarity;
using Inquest.Storage.Decisions;

namespace Inquest.Storage.Regrouping;

/// <summary>The nearest known issue of a stack whose key is new. Belongs to the database's writer; a project is read in when it is first asked for.</summary>
public sealed class NearIssues
{
    readonly Dictionary<long, SimilarityIndex> _projects = [];

    /// <returns>The issue and what made it the nearest, or null.</returns>
    internal (long Issue, SimilarIssue Match)? Find(Connection connection, long projectId, StackTerm[] terms, double threshold)
    {
        if (terms.Length == 0 || threshold <= 0 || IndexOf(connection, projectId).Find(terms, threshold) is not { } match)
        {
            return null;
        }

        var issue = connection.Prepare(
            """
            SELECT f.issue_id FROM fingerprint_stack s JOIN issue_fingerprint f
              ON f.project_id = s.project_id AND f.version = s.version AND f.fingerprint = s.fingerprint
            JOIN issue i ON i.id = f.issue_id AND i.merged_into IS NULL
            WHERE s.id = ?1 AND s.project_id = ?2
            """).Bind(1, match.Issue).Bind(2, projectId).Scalar();
        return issue is { } found ? (found, match) : null;
    }

    /// <summary>True when a stack of the project has the call.</summary>
    internal bool Knows(Connection connection, long projectId, ulong term) => IndexOf(connection, projectId).Knows(term);

    internal void Add(Connection connection, long projectId, FingerprintId fingerprint, StackTerm[] terms)
    {
        if (terms.Length == 0)
        {
            return;
        }

        var index = IndexOf(connection, projectId);
        connection.Prepare("INSERT INTO fingerprint_stack (project_id, version, fingerprint, terms) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, projectId).Bind(2, (long)fingerprint.Version).Bind(3, fingerprint.Key).Bind(4, StackTermBytes.Pack(terms)).Run();
        index.Add(SQLitePCL.raw.sqlite3_last_insert_rowid(connection.Sqlite.Handle), terms);
    }

    SimilarityIndex IndexOf(Connection connection, long projectId)
    {
        if (_projects.TryGetValue(projectId, out var index))
        {
            return index;
        }

        _projects.Add(projectId, index = new());
        var rows = connection.Prepare("SELECT id, terms FROM fingerprint_stack WHERE project_id = ?1 ORDER BY id").Bind(1, projectId);
        while (rows.Step())
        {
            index.Add(rows.Int64(0), StackTermBytes.Unpack(rows.Blob(1)));
        }

        return index;
    }
}
