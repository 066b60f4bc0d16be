using Inquest.Storage.Events;

namespace Inquest.Storage.Queries;

/// <summary>Sums over the ledger.</summary>
public sealed class OutcomeQueries(Database database)
{
    /// <summary>What became of everything in the last hours, largest first.</summary>
    public IReadOnlyList<OutcomeEntry> Sums(long projectId, DateTimeOffset now, int hours)
    {
        using var reader = database.Read();
        var entries = new List<OutcomeEntry>();
        var rows = reader.Prepare(
            """
            SELECT category, outcome, reason, sum(quantity) FROM outcome WHERE project_id = ?1 AND hour > ?2
            GROUP BY category, outcome, reason ORDER BY sum(quantity) DESC LIMIT ?3
            """).Bind(1, projectId).Bind(2, UnixTime.Hour(now.Milliseconds()) - hours).Bind(3, (long)QueryLimits.OutcomesShown);
        while (rows.Step())
        {
            entries.Add(new(rows.Text(0), rows.Int32(1), rows.Text(2), rows.Int64(3)));
        }

        return entries;
    }
}
