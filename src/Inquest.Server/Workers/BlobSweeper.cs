using Inquest.Storage;

namespace Inquest.Server.Workers;

/// <summary>Deletes dumps and attachments that no row names any more. All of them are looked at about once a day.</summary>
/// <remarks>Young ones are spared: a blob is written before the row that names it.</remarks>
sealed partial class BlobSweeper(Database database, BlobStore blobs, TimeProvider time, ILogger<BlobSweeper> logger) : BackgroundService
{
    static readonly TimeSpan Between = TimeSpan.FromMinutes(5);
    static readonly TimeSpan Young = TimeSpan.FromHours(6);

    /// <summary>Looks at the blobs whose hash begins with this byte.</summary>
    /// <returns>How many were deleted.</returns>
    public int Sweep(byte first)
    {
        var deleted = 0;
        foreach (var hash in blobs.OlderThan(first, (time.GetUtcNow() - Young).UtcDateTime))
        {
            using var reader = database.Read();
            if (reader.Prepare("SELECT 1 FROM event WHERE dump_hash = ?1 UNION ALL SELECT 1 FROM attachment WHERE blob_hash = ?1 LIMIT 1")
                .Bind(1, hash).Scalar() is null)
            {
                File.Delete(blobs.PathOf(hash));
                deleted++;
            }
        }

        return deleted;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Between, time);
        byte first = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    if (Sweep(first++) is > 0 and var deleted)
                    {
                        LogSwept(deleted);
                    }
                }
                catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
                {
                    LogFailed(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    [LoggerMessage(2311, LogLevel.Information, "{Count} dumps and attachments that belong to no event were deleted.")]
    partial void LogSwept(int count);

    [LoggerMessage(2312, LogLevel.Warning, "Dumps and attachments could not be swept; trying again later.")]
    partial void LogFailed(Exception error);
}
