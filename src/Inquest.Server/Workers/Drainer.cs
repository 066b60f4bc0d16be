using Inquest.Protocol.Outcomes;
using Inquest.Server.Ingest;
using Inquest.Server.Quotas;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Storage.Spool;

namespace Inquest.Server.Workers;

/// <summary>
/// Reads the spool into the database. Events, issues, counters, outcomes and the cursor of one batch commit together, so
/// that each record takes effect exactly once, whatever dies when.
/// </summary>
sealed partial class Drainer(
    Database database, SpoolWriter spool, WorkPace pace, MemoryBudget memory, RecordProcessor processor, LiveLedger ledger, WorkSignals signals, QuotaMeter quotas, TimeProvider time,
    ILogger<Drainer> logger) : BackgroundService
{
    static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(1);
    static readonly TimeSpan RetryWait = TimeSpan.FromSeconds(2);

    long _stored;
    readonly Lock _gate = new();
    SpoolPosition _committed;
    int _carefulLeft;
    int _attempts;

    /// <summary>Records taken in since the start.</summary>
    public long RecordsDrained => Interlocked.Read(ref _stored);

    /// <summary>True when everything durable is in the database.</summary>
    public bool IsIdle
    {
        get
        {
            var end = spool.DurableEnd;
            lock (_gate)
            {
                return _committed.CompareTo(end) >= 0;
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        // A thread of its own: the loop blocks on the database and must not starve the request threads.
        Task.Factory.StartNew(() => Run(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    void Run(CancellationToken stopping)
    {
        using var reader = new SpoolReader(spool.Folder, () => spool.DurableEnd, LogTailSkipped, memory.Take);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                DrainFrom(reader, stopping);
            }
            catch (Exception e) when (e is StorageException or IOException)
            {
                // Disk full or database busy: nothing was moved, the same records are read again.
                LogRetry(e);
                stopping.WaitHandle.WaitOne(RetryWait);
            }
        }
    }

    void DrainFrom(SpoolReader reader, CancellationToken stopping)
    {
        var position = Begin();
        var lastSegment = position.Segment;
        Task<Batch?>? ahead = null;
        var youngest = new YoungestGeneration();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var batch = ahead is null ? Next(reader, ref position, stopping) : ahead.GetAwaiter().GetResult();
                ahead = null;
                if (batch is null)
                {
                    Reached(position);
                    Rest(stopping);
                    continue;
                }

                var began = time.GetTimestamp();
                position = Commit(reader, batch, ref ahead, stopping);
                youngest.Collect();
                Reached(position);
                pace.Rest(began, stopping);

                if (position.Segment > lastSegment && _carefulLeft == 0)
                {
                    lastSegment = position.Segment;
                    DeleteRead(reader, position);
                }
            }
        }
        finally
        {
            // The reader belongs to the caller, who closes it.
            _ = ahead?.ContinueWith(static done => done.Result?.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }
    }

    /// <summary>Reads and parses a batch; null when nothing is left, with the position moved to the newest segment.</summary>
    Batch? Next(SpoolReader reader, ref SpoolPosition position, CancellationToken stopping)
    {
        var end = position;
        var entries = reader.Read(ref end, _carefulLeft > 0 ? 1 : WorkerLimits.BatchRecordsMax);
        if (entries.Count == 0)
        {
            entries.Dispose();
            position = end;
            return null;
        }

        return Parse(entries, end, stopping);
    }

    /// <summary>Parses the next batch while this one is written; not beside a large record, which is enough in memory.</summary>
    Task<Batch?> BeginNext(SpoolReader reader, SpoolPosition from, CancellationToken stopping)
    {
        var end = from;
        var entries = reader.Read(ref end, WorkerLimits.BatchRecordsMax);
        if (entries.Count > 0)
        {
            return Task.Run(Batch? () => Parse(entries, end, stopping), CancellationToken.None);
        }

        entries.Dispose();
        return Task.FromResult<Batch?>(null);
    }

    Batch Parse(SpoolBatch entries, SpoolPosition end, CancellationToken stopping)
    {
        List<ProcessedRecord>? records = null;
        try
        {
            records = _carefulLeft > 0 ? ProcessCarefully(entries[0]) : Process(entries, stopping);
            return new Batch(entries, records, end);
        }
        finally
        {
            if (records is null)
            {
                entries.Dispose();
            }
        }
    }

    /// <summary>Counts this start at the cursor, if there is anything behind it.</summary>
    SpoolPosition Begin()
    {
        var (position, attempts) = database.Write(connection =>
        {
            var (at, count) = SpoolCursor.Load(connection);
            count = PoisonGuard.AtStart(count);
            SpoolCursor.Save(connection, at, count);
            return (at, count);
        });
        _attempts = attempts;
        _carefulLeft = PoisonGuard.IsCareful(attempts) ? PoisonGuard.CarefulRecords : 0;
        if (_carefulLeft > 0)
        {
            LogCareful(position.Segment, position.Offset);
        }

        return position;
    }

    void Reached(SpoolPosition position)
    {
        lock (_gate)
        {
            _committed = position;
        }

        pace.Reached(position);
    }

    void Rest(CancellationToken stopping)
    {
        if (_attempts != 0)
        {
            // Everything was read: whatever stopped earlier starts is behind.
            _attempts = 0;
            _carefulLeft = 0;
            database.Write(connection => SpoolCursor.Save(connection, SpoolCursor.Load(connection).Position, 0));
        }

        ledger.Flush(database);
        signals.WaitForRecords(IdleWait, stopping);
    }

    List<ProcessedRecord> Process(SpoolBatch entries, CancellationToken stopping)
    {
        var processed = new ProcessedRecord?[entries.Count];
        var next = 0;
        while (next < processed.Length && pace.IsBusy)
        {
            var began = time.GetTimestamp();
            for (var end = Math.Min(next + WorkerLimits.RecordsPerSlice, processed.Length); next < end; next++)
            {
                processed[next] = Process(entries[next]);
            }

            pace.Rest(began, stopping);
        }

        Parallel.For(next, processed.Length, index => processed[index] = Process(entries[index]));
        return [.. processed.OfType<ProcessedRecord>()];
    }

    List<ProcessedRecord> ProcessCarefully(SpoolEntry entry)
    {
        if (PoisonGuard.IsPoison(_attempts))
        {
            LogPoison(entry.Position.Segment, entry.Position.Offset);
            return IngestRecord.Read(entry.Payload) is { } record
                ? [Failed(record, "Reading this report ended the server again and again. It was put aside unread.")]
                : [];
        }

        _attempts++;
        database.Write(connection => SpoolCursor.Save(connection, entry.Position, _attempts));
        return Process(entry) is { } one ? [one] : [];
    }

    ProcessedRecord? Process(SpoolEntry entry)
    {
        var record = IngestRecord.Read(entry.Payload);
        if (record is null)
        {
            LogUnreadable(entry.Position.Segment, entry.Position.Offset);
            return null;
        }

        try
        {
            return processor.Process(record);
        }
#pragma warning disable CA1031 // One of the three edges where everything is caught: a record must not stop those behind it.
        catch (Exception e) when (e is not (IOException or StorageException))
#pragma warning restore CA1031
        {
            LogFailed(e, record.EventId);
            return Failed(record, $"An error of the server: {e.GetType().Name}: {e.Message}");
        }
    }

    static ProcessedRecord Failed(IngestRecord record, string reason)
    {
        var processed = new ProcessedRecord
        {
            ProjectId = record.ProjectId, KeyId = record.KeyId, ReceivedAt = record.ReceivedAt, CountsAsReport = record.CountsAsReport,
        };
        processed.Outcomes.Add(new Outcome(OutcomeKind.Invalid, DataCategory.Error, OutcomeReason.Internal));
        processed.Failed = record.EventId is { } id ? new FailedRecord(id, reason, null) : null;
        return processed;
    }

    /// <summary>
    /// Writes a batch in one transaction, and those after it while they come fast: counters of an issue are then written
    /// once for all of its events.
    /// </summary>
    /// <param name="ahead">The batch that is being parsed meanwhile; for the next call.</param>
    /// <returns>Where to read on.</returns>
    SpoolPosition Commit(SpoolReader reader, Batch first, ref Task<Batch?>? ahead, CancellationToken stopping)
    {
        var after = _carefulLeft > 0 ? PoisonGuard.Careful : 0;
        var mayGoOn = _carefulLeft == 0;
        var began = time.GetTimestamp();
        var (end, count, dumps, next) = (first.End, 0, 0, (Task<Batch?>?)null);
        var reports = new List<long>();
        try
        {
            database.Write(connection =>
            {
                var writing = new EventBatch(connection, time.GetUtcNow(), database.Near);
                for (Batch? batch = first; batch is not null; batch = next.GetAwaiter().GetResult())
                {
                    next = mayGoOn && !batch.IsLarge && !pace.IsBusy ? BeginNext(reader, batch.End, stopping) : null;
                    using (batch)
                    {
                        foreach (var record in batch.Records)
                        {
                            dumps += RecordWriter.Write(connection, writing, record) ? 1 : 0;
                            if (record.CountsAsReport)
                            {
                                reports.Add(record.ProjectId);
                            }
                        }

                        count += batch.Records.Count;
                        end = batch.End;
                    }

                    if (next is null || count >= WorkerLimits.TransactionRecordsMax
                        || time.GetElapsedTime(began) > WorkerLimits.TransactionTimeMax || pace.IsBusy)
                    {
                        break;
                    }
                }

                writing.Flush();
                SpoolCursor.Save(connection, end, after);
            });
        }
        finally
        {
            first.Dispose();
            ahead = next;
        }

        reports.ForEach(quotas.Stored);
        _attempts = after;
        _carefulLeft = Math.Max(0, _carefulLeft - 1);
        Interlocked.Add(ref _stored, count);
        if (dumps > 0)
        {
            signals.JobsAdded();
        }

        ledger.Flush(database);
        return end;
    }

    void DeleteRead(SpoolReader reader, SpoolPosition position)
    {
        // Commits are not synced one by one: the records may go only when the database has them for good.
        if (database.Checkpoint())
        {
            reader.DeleteBefore(position);
        }
    }

    /// <summary>Records that were read together and parsed; owns the bytes that they refer to.</summary>
    sealed class Batch(SpoolBatch entries, List<ProcessedRecord> records, SpoolPosition end) : IDisposable
    {
        public List<ProcessedRecord> Records => records;

        public SpoolPosition End => end;

        public bool IsLarge => entries.IsLarge;

        public void Dispose() => entries.Dispose();
    }

    [LoggerMessage(2001, LogLevel.Warning, "Spool segment {Segment} ends {Bytes} bytes before its file: a write was cut off there.")]
    partial void LogTailSkipped(long segment, long bytes);

    [LoggerMessage(2002, LogLevel.Error, "The spool cannot be read into the database; trying again.")]
    partial void LogRetry(Exception error);

    [LoggerMessage(2003, LogLevel.Warning, "Earlier starts died at segment {Segment}, offset {Offset}: records are taken one at a time.")]
    partial void LogCareful(long segment, long offset);

    [LoggerMessage(2004, LogLevel.Error, "The record at segment {Segment}, offset {Offset} ended the server again and again and is put aside.")]
    partial void LogPoison(long segment, long offset);

    [LoggerMessage(2005, LogLevel.Error, "The record at segment {Segment}, offset {Offset} is of an unknown version.")]
    partial void LogUnreadable(long segment, long offset);

    [LoggerMessage(2006, LogLevel.Error, "Event {EventId} could not be processed.")]
    partial void LogFailed(Exception error, string? eventId);
}
