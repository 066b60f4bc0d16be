using Inquest.Storage;
using Inquest.Storage.Decisions;

namespace Inquest.Server.Regrouping;

/// <summary>Gets events of merged and split issues moved: a few at once, the rest by <see cref="MoveWorker"/>.</summary>
sealed class MoveQueue(Database database, TimeProvider time) : IDisposable
{
    /// <summary>Chunks done while a person waits for the page: a second at most.</summary>
    const int ChunksAtOnce = 5;

    readonly SemaphoreSlim _signal = new(0);

    public IssueMover Mover { get; } = new(database, time);

    /// <summary>Moves what can be moved at once, so that most people see the counts of a merge on the page after it.</summary>
    public void Hurry()
    {
        for (var i = 0; i < ChunksAtOnce; i++)
        {
            if (!Mover.Step())
            {
                return;
            }
        }

        _signal.Release();
    }

    /// <summary>Waits until something may have to be moved.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _signal.WaitAsync(cancellation);

    public void Dispose() => _signal.Dispose();
}
