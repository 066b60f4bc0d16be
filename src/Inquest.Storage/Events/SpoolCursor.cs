using Inquest.Storage.Spool;

namespace Inquest.Storage.Events;

/// <summary>How far the spool has been read into the database; moved by the transaction that stores what was read.</summary>
public static class SpoolCursor
{
    const string Name = "ingest";

    public static (SpoolPosition Position, int Attempts) Load(Connection connection)
    {
        var row = connection.Prepare("SELECT segment, offset, attempts FROM spool_cursor WHERE name = ?1").Bind(1, Name);
        if (!row.Step())
        {
            return (default, 0);
        }

        var loaded = (new SpoolPosition(row.Int64(0), row.Int64(1)), row.Int32(2));
        row.Reset();
        return loaded;
    }

    public static void Save(Connection connection, SpoolPosition position, int attempts) =>
        connection.Prepare(
            """
            INSERT INTO spool_cursor (name, segment, offset, attempts) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET segment = excluded.segment, offset = excluded.offset, attempts = excluded.attempts
            """)
            .Bind(1, Name).Bind(2, position.Segment).Bind(3, position.Offset).Bind(4, (long)attempts).Run();
}
