using Inquest.Server.Workers;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Symbols;

namespace Inquest.Server.Symbols;

/// <summary>Symbols came: forgets that they were missing and has the events that lacked them done again.</summary>
public sealed class SymbolArrivals(Database database, SymbolProvider provider, WorkSignals signals, TimeProvider time)
{
    /// <returns>The number of events to be done again.</returns>
    public int Announce(string debugId)
    {
        foreach (var id in MissingIds(debugId))
        {
            provider.Forget(id);
        }

        var now = time.GetUtcNow().Milliseconds();
        var jobs = database.Write(
            connection => connection.Prepare(
                """
                INSERT OR IGNORE INTO job (project_id, kind, event_row, run_after, created_at)
                SELECT DISTINCT project_id, 'resymbolicate', event_row, ?2, ?2 FROM event_missing_symbol
                WHERE (project_id, debug_file, debug_id) IN (SELECT project_id, debug_file, debug_id FROM missing_symbol WHERE debug_id = ?1)
                """).Bind(1, debugId).Bind(2, now).Run(),
            durable: true);
        if (jobs > 0)
        {
            signals.JobsAdded();
        }

        return jobs;
    }

    List<ModuleId> MissingIds(string debugId)
    {
        using var reader = database.Read();
        var rows = reader.Prepare("SELECT debug_file, debug_id, code_file, code_id FROM missing_symbol WHERE debug_id = ?1").Bind(1, debugId);
        var ids = new List<ModuleId>();
        while (rows.Step())
        {
            ids.Add(new ModuleId(rows.Text(0), rows.Text(1), rows.Text(2), rows.Text(3)));
        }

        return ids;
    }
}
