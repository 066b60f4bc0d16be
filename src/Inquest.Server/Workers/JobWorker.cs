using Inquest.Protocol.Outcomes;
using Inquest.Reports;
using Inquest.Server.Ingest;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Storage.Quotas;
using Inquest.Symbols;

namespace Inquest.Server.Workers;

/// <summary>Unwinds dumps and redoes events whose symbols arrived: a bounded number at once, each tried a bounded number of times.</summary>
sealed partial class JobWorker(
    Database database, JobQueue queue, DumpReports dumps, KeyDirectory keys, ISymbolProvider symbols, WorkSignals signals, WorkPace pace,
    WorkerOptions options, TimeProvider time, ILogger<JobWorker> logger) : BackgroundService
{
    static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(1);

    long _done;

    public long JobsDone => Interlocked.Read(ref _done);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        queue.Recover();
        while (!stoppingToken.IsCancellationRequested)
        {
            var jobs = await LeaseAsync(stoppingToken);
            if (jobs.Count == 0)
            {
                try
                {
                    await signals.WaitForJobsAsync(IdleWait, stoppingToken);
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                continue;
            }

            await Parallel.ForEachAsync(
                jobs,
                new ParallelOptions { MaxDegreeOfParallelism = options.DumpsAtOnce, CancellationToken = CancellationToken.None },
                (job, _) =>
                {
                    var began = time.GetTimestamp();
                    Run(job, stoppingToken);
                    pace.Rest(began, stoppingToken);
                    return ValueTask.CompletedTask;
                });
        }
    }

    async Task<List<Job>> LeaseAsync(CancellationToken stopping)
    {
        try
        {
            return queue.Lease(options.DumpsAtOnce * 4);
        }
        catch (StorageException e)
        {
            LogLease(e);
            await Task.Delay(IdleWait, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return [];
        }
    }

    void Run(Job job, CancellationToken stopping)
    {
        // Counted before it began: this many beginnings without an end mean that the input ends the process.
        if (job.Attempts > StorageLimits.JobAttemptsMax)
        {
            GiveUp(job, $"Processing was begun {StorageLimits.JobAttemptsMax} times and never came to an end.");
            return;
        }

        using var timeout = new CancellationTokenSource(options.DumpTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, timeout.Token);
        try
        {
            if (job.Kind == JobKind.ProcessDump)
            {
                ProcessDump(job, either.Token);
            }
            else
            {
                Redo(job, either.Token);
            }

            Interlocked.Increment(ref _done);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The lease is given back at the next start.
        }
        catch (OperationCanceledException)
        {
            GiveUp(job, $"Processing took longer than {options.DumpTimeout.TotalSeconds:0} seconds.");
        }
#pragma warning disable CA1031 // One of the three edges where everything is caught: a job must not stop the others.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(e, job.EventRow);
            var reason = $"An error of the server: {e.GetType().Name}: {e.Message}";
            if (job.Attempts >= StorageLimits.JobAttemptsMax)
            {
                GiveUp(job, reason);
            }
            else
            {
                queue.Retry(job, reason);
            }
        }
    }

    void ProcessDump(Job job, CancellationToken cancellationToken)
    {
        if (LoadDump(job.EventRow) is not { } stored)
        {
            database.Write(connection => JobQueue.Remove(connection, job));
            return;
        }

        var report = dumps.Read(stored, cancellationToken, out var failure);
        if (report is null)
        {
            GiveUp(job, failure!);
            return;
        }

        var project = keys.Project(job.ProjectId);
        var completed = EventAssembler.Assemble(project, stored.KeyId, stored.ReceivedAt, report, null, stored.DumpHash, stored.DumpSize);
        if (project.Filter.ReasonOf(completed.Report, completed.Grouping.Title) is { } unwanted)
        {
            Remove(job, stored, _ => new Outcome(OutcomeKind.Filtered, DataCategory.Error, unwanted));
            return;
        }

        if (DumpContext.Unpack(stored.RawPacked).IsOverQuota == true
            && Remove(job, stored, batch => batch.CountAsLimited(completed) ? new Outcome(OutcomeKind.RateLimited, DataCategory.Error, OutcomeReason.Quota) : null))
        {
            return;
        }

        Finish(job, stored.KeyId, stored.ReceivedAt, completed, isFirst: true);
    }

    /// <summary>Takes a dump away that is not to be kept after all, when <paramref name="outcome"/> says what became of it.</summary>
    bool Remove(Job job, StoredDump stored, Func<EventBatch, Outcome?> outcome) => database.Write(connection =>
    {
        var batch = new EventBatch(connection, time.GetUtcNow(), database.Near);
        if (outcome(batch) is not { } counted)
        {
            return false;
        }

        Count(batch, job.ProjectId, stored.KeyId, stored.ReceivedAt, counted);
        batch.Flush();
        EventRemoval.RemoveUncounted(connection, job.ProjectId, job.EventRow);
        JobQueue.Remove(connection, job);
        return true;
    });

    void Redo(Job job, CancellationToken cancellationToken)
    {
        var stored = LoadDump(job.EventRow);
        Report? report;
        if (stored is not null)
        {
            report = dumps.Read(stored, cancellationToken, out _);
        }
        else
        {
            report = LoadReport(job.EventRow, out stored);
            report = report is null ? null : SdkSymbolicator.Symbolicate(report, symbols);
        }

        if (report is null || stored is null)
        {
            database.Write(connection => JobQueue.Remove(connection, job));
            return;
        }

        var completed = EventAssembler.Assemble(
            keys.Project(job.ProjectId), stored.KeyId, stored.ReceivedAt, report, null, null, null);
        Finish(job, stored.KeyId, stored.ReceivedAt, completed, isFirst: false);
    }

    void Finish(Job job, long keyId, DateTimeOffset receivedAt, NewEvent completed, bool isFirst) => database.Write(connection =>
    {
        var batch = new EventBatch(connection, time.GetUtcNow(), database.Near);
        batch.Complete(job.EventRow, completed);
        if (isFirst)
        {
            Count(batch, job.ProjectId, keyId, receivedAt, new Outcome(OutcomeKind.Accepted, DataCategory.Error));
        }

        batch.Flush();
        JobQueue.Remove(connection, job);
    });

    void GiveUp(Job job, string reason)
    {
        LogGivenUp(job.EventRow, reason);
        database.Write(connection =>
        {
            var batch = new EventBatch(connection, time.GetUtcNow(), database.Near);
            if (job.Kind == JobKind.ProcessDump)
            {
                batch.Fail(job.EventRow, reason);
                var row = connection.Prepare("SELECT key_id, received_at FROM event WHERE id = ?1").Bind(1, job.EventRow);
                if (row.Step())
                {
                    var (keyId, receivedAt) = (row.Int64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(1)));
                    row.Reset();
                    Count(batch, job.ProjectId, keyId, receivedAt, new Outcome(OutcomeKind.Invalid, DataCategory.Error, OutcomeReason.InvalidMinidump));
                }
            }

            batch.Flush();
            JobQueue.Remove(connection, job);
        });
    }

    StoredDump? LoadDump(long eventRow)
    {
        using var reader = database.Read();
        var row = reader.Prepare(
            """
            SELECT e.project_id, e.key_id, e.event_id, e.received_at, e.dump_hash, e.dump_size, b.raw_zstd
            FROM event e LEFT JOIN event_body b ON b.id = e.id WHERE e.id = ?1 AND e.dump_hash IS NOT NULL
            """).Bind(1, eventRow);
        if (!row.Step())
        {
            return null;
        }

        var stored = new StoredDump(
            row.Int64(0), row.Int64(1), Convert.ToHexStringLower(row.Blob(2)), DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(3)),
            row.Blob(4).ToArray(), row.Int64(5), row.BlobOrNull(6));
        row.Reset();
        return stored;
    }

    Report? LoadReport(long eventRow, out StoredDump? stored)
    {
        stored = null;
        using var reader = database.Read();
        var row = reader.Prepare(
            """
            SELECT e.project_id, e.key_id, e.event_id, e.received_at, b.report_zstd
            FROM event e JOIN event_body b ON b.id = e.id WHERE e.id = ?1
            """).Bind(1, eventRow);
        if (!row.Step())
        {
            return null;
        }

        stored = new StoredDump(
            row.Int64(0), row.Int64(1), Convert.ToHexStringLower(row.Blob(2)), DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(3)), [], 0, null);
        var packed = row.BlobOrNull(4);
        row.Reset();
        return packed is null ? null : Zstd.UnpackJson(packed, ReportJson.Default.Report);
    }

    static void Count(EventBatch batch, long projectId, long keyId, DateTimeOffset receivedAt, Outcome outcome) => batch.Ledger.Add(
        projectId, keyId, UnixTime.Hour(receivedAt.Milliseconds()), outcome.Category.ToWire(), (int)outcome.Kind, outcome.Reason, outcome.Quantity);

    [LoggerMessage(2101, LogLevel.Error, "Event {EventRow} could not be processed.")]
    partial void LogFailed(Exception error, long eventRow);

    [LoggerMessage(2102, LogLevel.Warning, "Event {EventRow} is given up: {Reason}")]
    partial void LogGivenUp(long eventRow, string reason);

    [LoggerMessage(2103, LogLevel.Error, "Jobs cannot be leased.")]
    partial void LogLease(Exception error);
}
