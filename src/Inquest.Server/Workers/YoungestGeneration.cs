namespace Inquest.Server.Workers;

/// <summary>Collects what died young before the runtime would.</summary>
/// <remarks>
/// The runtime lets its youngest generation grow with the processor's cache: on servers with hundreds of MiB of it the
/// process grows by as much while it stores events, for no gain that could be measured.
/// </remarks>
struct YoungestGeneration
{
    long _collectedAt;

    /// <summary>Collects once enough was allocated since the last time.</summary>
    public void Collect()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - _collectedAt > WorkerLimits.YoungBytesMax)
        {
            _collectedAt = allocated;
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        }
    }
}
