using Inquest.Server.Ingest;
using Inquest.Storage.Spool;

namespace Inquest.Server.Workers;

/// <summary>Gives requests precedence: while many arrive, everything behind them is held to a share of the processors; when it is quiet, to none.</summary>
/// <remarks>
/// What is counted is requests that were answered, not those that are open: slow senders must not slow the work down.
/// The share never falls to zero, and grows to half of the machine when the spool holds more than
/// <see cref="WorkerLimits.BacklogBytesBeforeHaste"/>.
/// </remarks>
sealed class WorkPace(IngestHandler ingest, SpoolWriter spool, TimeProvider time)
{
    // Long enough that a rate means something, short enough that the first burst is over before it is felt.
    static readonly TimeSpan Window = TimeSpan.FromMilliseconds(40);

    // Samples further apart say nothing about now.
    static readonly TimeSpan Stale = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(5);

    readonly Lock _gate = new();
    long _sampledAt;
    long _sampledLoad;
    long _freeAt;
    long _backlog;
    volatile bool _busy;

    /// <summary>True while requests arrive so fast that they need the processors.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                Sample(time.GetTimestamp());
                return _busy;
            }
        }
    }

    /// <summary>Tells how far the spool has been read.</summary>
    public void Reached(SpoolPosition committed) => Volatile.Write(ref _backlog, spool.BytesSince(committed));

    /// <summary>Call it after a slice of work of a millisecond or so: rests for as long as the share asks, at once back when it is quiet.</summary>
    /// <param name="startedAt"><see cref="TimeProvider.GetTimestamp"/> when the slice began.</param>
    /// <param name="stopping">Ends the rest.</param>
    public void Rest(long startedAt, CancellationToken stopping)
    {
        if (!IsBusy)
        {
            return;
        }

        var now = time.GetTimestamp();
        var rest = (long)((now - startedAt) * ((1 / Share()) - 1));
        long until;
        lock (_gate)
        {
            // All workers together have one share.
            _freeAt = Math.Max(_freeAt, now) + rest;
            until = _freeAt;
        }

        while (time.GetTimestamp() < until && !stopping.IsCancellationRequested)
        {
            // The clock of this wait is the machine's: a rest is about processors, not about what time tests play.
            stopping.WaitHandle.WaitOne(Nap);
            if (!IsBusy)
            {
                lock (_gate)
                {
                    _freeAt = 0;
                }

                return;
            }
        }
    }

    double Share() => Volatile.Read(ref _backlog) < WorkerLimits.BacklogBytesBeforeHaste
        ? WorkerLimits.ShareWhileBusy
        : Math.Min(WorkerLimits.ShareInHaste * Environment.ProcessorCount, 1);

    void Sample(long now)
    {
        var elapsed = time.GetElapsedTime(_sampledAt, now);
        if (elapsed < Window)
        {
            return;
        }

        var load = ingest.Load;
        // Requests that queue are few a second because the processors are taken: by us.
        var enough = (ingest.InFlight > WorkerLimits.QueuedRequests ? WorkerLimits.BusyLoadWhenQueued : WorkerLimits.BusyLoad) * Environment.ProcessorCount;
        _busy = elapsed < Stale && (load - _sampledLoad) / elapsed.TotalSeconds > enough;
        (_sampledAt, _sampledLoad) = (now, load);
    }
}
