using Inquest.Storage;
using Inquest.Storage.Regrouping;

namespace Inquest.Server.Regrouping;

/// <summary>Wakes <see cref="RuleWorker"/> when rules were changed.</summary>
sealed class RuleQueue(Database database, TimeProvider time) : IDisposable
{
    readonly SemaphoreSlim _signal = new(0);

    public RuleApplication Application { get; } = new(database, time);

    public GroupingRevisions Revisions { get; } = new(database, time);

    public Regrouper Regrouper { get; } = new(database);

    public void Hurry() => _signal.Release();

    /// <summary>Waits until something may have to be done, a while at most.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellation) => _signal.WaitAsync(most, cancellation);

    public void Dispose() => _signal.Dispose();
}
