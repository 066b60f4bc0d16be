using Inquest.Protocol;
using Inquest.Protocol.Envelopes;
using Inquest.Server.Workers;
using Inquest.Storage;
using Inquest.Storage.Releases;

namespace Inquest.Server.Releases;

/// <summary>Folds in the sessions that earlier versions stored as they came, and lets rows go that no update can reach any more.</summary>
sealed partial class RawSessionWorker(Database database, ProtocolLimits limits, TimeProvider time, ILogger<RawSessionWorker> logger) : BackgroundService
{
    static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);
    static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    readonly SessionSweeper _sweeper = new(database, time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = BetweenSweeps;
            try
            {
                while (FoldSome() && !stoppingToken.IsCancellationRequested)
                {
                }

                _sweeper.Sweep(stoppingToken);
            }
            catch (StorageException e)
            {
                LogFailed(e);
                pause = Retry;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    bool FoldSome() => database.Write(connection =>
    {
        var batch = new SessionBatch(connection);
        var last = 0L;
        var rows = connection.Prepare("SELECT id, project_id, key_id, received_at, sent_at, kind, payload FROM session_raw ORDER BY id LIMIT ?1")
            .Bind(1, (long)WorkerLimits.BatchRecordsMax);
        var records = new List<ProcessedRecord>();
        while (rows.Step())
        {
            last = rows.Int64(0);
            var received = DateTimeOffset.FromUnixTimeMilliseconds(rows.Int64(3));
            var record = new ProcessedRecord { ProjectId = rows.Int64(1), KeyId = rows.Int64(2), ReceivedAt = received };
            SessionReader.Read(
                rows.Text(5) == "session" ? ItemKind.Session : ItemKind.Sessions, rows.Blob(6).ToArray(), record.ProjectId, received,
                rows.Int64OrNull(4) is { } sent ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : null, null, limits, record);
            records.Add(record);
        }

        foreach (var record in records)
        {
            // What became of them stands in the ledger since they arrived.
            record.Sessions.ForEach(session => batch.Add(session));
            record.SessionCounts.ForEach(counts => batch.Add(counts));
        }

        batch.Flush();
        connection.Prepare("DELETE FROM session_raw WHERE id <= ?1").Bind(1, last).Run();
        return records.Count > 0;
    });

    [LoggerMessage(2201, LogLevel.Error, "Sessions cannot be folded; trying again.")]
    partial void LogFailed(Exception error);
}
