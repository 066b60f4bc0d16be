using Inquest.Protocol.Outcomes;
using Inquest.Storage;
using Inquest.Storage.Events;

namespace Inquest.Server.Ingest;

/// <summary>Outcomes of requests that leave nothing in the spool (refusals, drops), gathered in memory and written every second.</summary>
public sealed class LiveLedger(TimeProvider time)
{
    readonly Lock _gate = new();
    Ledger _gathering = new();

    /// <param name="key">Null when the sender is not known: such refusals are counted for no project (0).</param>
    public void Add(ProjectKey? key, Outcome outcome)
    {
        var hour = UnixTime.Hour(time.GetUtcNow().Milliseconds());
        lock (_gate)
        {
            _gathering.Add(
                key?.ProjectId ?? 0, key?.KeyId ?? 0, hour, outcome.Category.ToWire(), (int)outcome.Kind, outcome.Reason, outcome.Quantity);
        }
    }

    /// <summary>Writes what was gathered; keeps it when the database refuses.</summary>
    public void Flush(Database database)
    {
        Ledger gathered;
        lock (_gate)
        {
            if (_gathering.IsEmpty)
            {
                return;
            }

            (gathered, _gathering) = (_gathering, new Ledger());
        }

        try
        {
            // Flush empties what it wrote, but the transaction may still fail: hand it a copy.
            database.Write(connection =>
            {
                var copy = new Ledger();
                copy.AddAll(gathered);
                copy.Flush(connection);
            });
        }
        catch (StorageException)
        {
            lock (_gate)
            {
                _gathering.AddAll(gathered);
            }
        }
    }
}
