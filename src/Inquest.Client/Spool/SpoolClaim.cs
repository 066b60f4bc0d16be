namespace Inquest.Client.Spool;

/// <summary>The right of one process to send one report. The system takes it back when the process dies, however it dies.</summary>
public sealed class SpoolClaim : IDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    // Whoever holds a lock on counts holds it for one small write; after this many pauses something is broken, and sending counts for more.
    const int Pauses = 400;

    readonly FileStream _lock;

    SpoolClaim(FileStream file) => _lock = file;

    /// <returns>Null when another process has it, or when it cannot be had at all.</returns>
    internal static SpoolClaim? TryTake(string path)
    {
        try
        {
            // FileShare.None is an advisory lock (flock) on Unix and a mandatory one on Windows; both end with the process.
            return new SpoolClaim(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <returns>Null when it was held all the time.</returns>
    internal static async Task<SpoolClaim?> TakeAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        for (var i = 0; i < Pauses; i++)
        {
            if (TryTake(path) is { } claim)
            {
                return claim;
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }

        return null;
    }

    public void Dispose() => _lock.Dispose();
}
