namespace Inquest.Storage.Events;

/// <summary>Book-keeping of modules without symbols: what to ask for first, and which events to redo when they come.</summary>
static class MissingSymbols
{
    public static void Add(Connection connection, long projectId, long eventRow, IReadOnlyList<MissingModule> modules, long now)
    {
        foreach (var module in modules)
        {
            var added = connection.Prepare(
                "INSERT OR IGNORE INTO event_missing_symbol (project_id, debug_file, debug_id, event_row, frames) VALUES (?1, ?2, ?3, ?4, ?5)")
                .Bind(1, projectId).Bind(2, module.DebugFile).Bind(3, module.DebugId).Bind(4, eventRow).Bind(5, (long)module.Frames).Run();
            if (added == 0)
            {
                continue;
            }

            connection.Prepare(
                """
                INSERT INTO missing_symbol (project_id, debug_file, debug_id, code_file, code_id, state, lookups, frames, events, first_seen, last_seen)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?9, ?7, 1, ?8, ?8)
                ON CONFLICT DO UPDATE SET frames = frames + excluded.frames, events = events + 1, state = excluded.state, lookups = excluded.lookups,
                  last_seen = max(last_seen, excluded.last_seen)
                """)
                .Bind(1, projectId).Bind(2, module.DebugFile).Bind(3, module.DebugId).Bind(4, module.CodeFile).Bind(5, module.CodeId)
                .Bind(6, module.State).Bind(7, (long)module.Frames).Bind(8, now)
                .Bind(9, string.Join('\n', module.Lookups)).Run();
        }
    }

    public static void Remove(Connection connection, long projectId, long eventRow)
    {
        connection.Prepare(
            """
            UPDATE missing_symbol SET frames = missing_symbol.frames - e.frames, events = events - 1
            FROM (SELECT debug_file, debug_id, frames FROM event_missing_symbol WHERE project_id = ?1 AND event_row = ?2) AS e
            WHERE missing_symbol.project_id = ?1 AND missing_symbol.debug_file = e.debug_file AND missing_symbol.debug_id = e.debug_id
            """).Bind(1, projectId).Bind(2, eventRow).Run();
        var gone = connection.Prepare(
            """
            DELETE FROM missing_symbol WHERE project_id = ?1 AND events <= 0 AND (debug_file, debug_id) IN
              (SELECT debug_file, debug_id FROM event_missing_symbol WHERE project_id = ?1 AND event_row = ?2)
            """);
        gone.Bind(1, projectId).Bind(2, eventRow).Run();
        connection.Prepare("DELETE FROM event_missing_symbol WHERE project_id = ?1 AND event_row = ?2")
            .Bind(1, projectId).Bind(2, eventRow).Run();
    }
}
