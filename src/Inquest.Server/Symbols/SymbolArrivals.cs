using Inquest.Server.Workers;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Symbols;
using Inquest.Symbols.Identity;

namespace Inquest.Server.Symbols;

/// <summary>Symbols came: forgets that they were missing and has the events that lacked them done again.</summary>
public sealed class SymbolArrivals(Database database, SymbolProvider provider, WorkSignals signals, TimeProvider time)
{
    // One text for both statements below: the modules that a file with these ids helps.
    const string Matching = "((?1 <> '' AND debug_id = ?1) OR (?2 <> '' AND code_id <> '' AND code_id = ?2))";

    /// <returns>The number of events to be done again.</returns>
    public int Announce(IReadOnlyList<SymbolObject> objects)
    {
        ArgumentNullException.ThrowIfNull(objects);
        // Sources change no names; a page that shows them reads the bundle when it is looked at.
        return objects.Where(part => part.Kind != SymbolFileKind.SourceBundle).Sum(part => Announce(part.DebugId, part.CodeId));
    }

    /// <summary>Symbols of one module came; either id may be empty.</summary>
    /// <returns>The number of events to be done again.</returns>
    public int Announce(string debugId, string codeId)
    {
        provider.Forget(debugId, codeId);
        foreach (var id in MissingIds(debugId, codeId))
        {
            provider.Forget(id);
        }

        var now = time.GetUtcNow().Milliseconds();
        var jobs = database.Write(
            connection => connection.Prepare(
                $"""
                 INSERT OR IGNORE INTO job (project_id, kind, event_row, run_after, created_at)
                 SELECT DISTINCT project_id, 'resymbolicate', event_row, ?3, ?3 FROM event_missing_symbol
                 WHERE (project_id, debug_file, debug_id) IN (SELECT project_id, debug_file, debug_id FROM missing_symbol WHERE {Matching})
                 """).Bind(1, debugId).Bind(2, codeId).Bind(3, now).Run(),
            durable: true);
        if (jobs > 0)
        {
            signals.JobsAdded();
        }

        return jobs;
    }

    List<ModuleId> MissingIds(string debugId, string codeId)
    {
        using var reader = database.Read();
        var rows = reader.Prepare($"SELECT debug_file, debug_id, code_file, code_id FROM missing_symbol WHERE {Matching}")
            .Bind(1, debugId).Bind(2, codeId);
        var ids = new List<ModuleId>();
        while (rows.Step())
        {
            ids.Add(new ModuleId(rows.Text(0), rows.Text(1), rows.Text(2), rows.Text(3)));
        }

        return ids;
    }
}
