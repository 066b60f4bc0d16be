namespace Inquest.Storage.Queries;

/// <summary>Symbols that stacks lack.</summary>
public sealed class SymbolQueries(Database database)
{
    /// <summary>Most useful first.</summary>
    public IReadOnlyList<MissingSymbolEntry> Missing(long projectId, int limit = QueryLimits.MissingSymbolsShown)
    {
        using var reader = database.Read();
        var entries = new List<MissingSymbolEntry>();
        var rows = reader.Prepare(
            """
            SELECT debug_file, debug_id, code_file, code_id, state, frames, events, last_seen, lookups FROM missing_symbol
            WHERE project_id = ?1 AND frames > 0 ORDER BY frames DESC LIMIT ?2
            """).Bind(1, projectId).Bind(2, (long)limit);
        while (rows.Step())
        {
            entries.Add(new(
                rows.Text(0), rows.Text(1), rows.Text(2), rows.Text(3), rows.Text(4), rows.Int64(5), rows.Int64(6), rows.Int64(7),
                rows.Text(8).Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        }

        return entries;
    }

    public long CountMissing(long projectId)
    {
        using var reader = database.Read();
        return reader.Prepare(
            "SELECT count(*) FROM (SELECT 1 FROM missing_symbol WHERE project_id = ?1 AND frames > 0 LIMIT ?2)")
            .Bind(1, projectId).Bind(2, (long)QueryLimits.CountMax).Scalar() ?? 0;
    }
}
