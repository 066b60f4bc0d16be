namespace Inquest.Server.Workers;

/// <summary>Wakes the workers when there is something for them; they also look by themselves once a second.</summary>
public sealed class WorkSignals : IDisposable
{
    readonly ManualResetEventSlim _records = new();
    readonly SemaphoreSlim _jobs = new(0, 1);

    public void RecordsAdded() => _records.Set();

    public void WaitForRecords(TimeSpan longest, CancellationToken stopping)
    {
        try
        {
            _records.Wait(longest, stopping);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _records.Reset();
    }

    public void JobsAdded()
    {
        try
        {
            _jobs.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
    }

    public Task WaitForJobsAsync(TimeSpan longest, CancellationToken stopping) => _jobs.WaitAsync(longest, stopping);

    public void Dispose()
    {
        _records.Dispose();
        _jobs.Dispose();
    }
}
