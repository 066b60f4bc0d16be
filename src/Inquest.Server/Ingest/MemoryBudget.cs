namespace Inquest.Server.Ingest;

/// <summary>
/// Bytes that large requests, and large records of the spool, may hold in memory together. Who finds too few left waits in line, on the socket: the
/// client's own bytes wait in the kernels of both sides meanwhile.
/// </summary>
public sealed class MemoryBudget(long bytes)
{
    readonly Lock _gate = new();
    readonly LinkedList<Waiter> _line = [];
    readonly long _all = bytes;
    long _free = bytes;

    /// <summary>Takes a share; dispose of it to give it back. What is more than all of it is all of it.</summary>
    public async ValueTask<IDisposable> TakeAsync(long wanted, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(this, Math.Min(wanted, _all));
        lock (_gate)
        {
            if (_line.Count == 0 && _free >= waiter.Bytes)
            {
                _free -= waiter.Bytes;
                return waiter;
            }

            _line.AddLast(waiter);
        }

        try
        {
            await waiter.Task.WaitAsync(cancellationToken);
            return waiter;
        }
        catch (OperationCanceledException)
        {
            // Its turn may have come in the same moment.
            lock (_gate)
            {
                if (_line.Remove(waiter))
                {
                    throw;
                }
            }

            waiter.Dispose();
            throw;
        }
    }

    /// <summary>The same for a thread that may block.</summary>
    public IDisposable Take(long wanted) => TakeAsync(wanted, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    void GiveBack(long returned)
    {
        lock (_gate)
        {
            _free += returned;
            while (_line.First is { } first && _free >= first.Value.Bytes)
            {
                _free -= first.Value.Bytes;
                _line.RemoveFirst();
                first.Value.TrySetResult();
            }
        }
    }

    sealed class Waiter(MemoryBudget budget, long bytes) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), IDisposable
    {
        int _isDisposed;

        public long Bytes => bytes;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                budget.GiveBack(bytes);
            }
        }
    }
}
