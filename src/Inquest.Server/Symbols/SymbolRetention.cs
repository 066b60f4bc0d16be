using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Storage.Queries;
using Inquest.Storage.Symbols;

namespace Inquest.Server.Symbols;

/// <summary>Removes symbol files that were neither uploaded nor used for long and are of no recent release: once a day, and when asked.</summary>
sealed partial class SymbolRetention(
    SymbolCatalog catalog, SymbolIntake intake, ProjectQueries projects, ServerOptions options, TimeProvider time,
    ILogger<SymbolRetention> logger) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromDays(1);

    /// <summary>Days without use after which a file goes; 0 keeps all.</summary>
    public int UnusedDays => options.SymbolUnusedDays;

    /// <summary>Latest releases whose files stay whatever their use.</summary>
    public int KeptReleases => options.SymbolKeptReleases;

    /// <returns>The files that were removed, or would be.</returns>
    public IReadOnlyList<SymbolFileRow> Collect(long projectId, int unusedDays, int keptReleases, bool isDryRun)
    {
        var since = time.GetUtcNow().AddDays(-unusedDays).Milliseconds();
        var files = catalog.Unused(projectId, since, keptReleases);
        if (!isDryRun)
        {
            foreach (var file in files)
            {
                catalog.Remove(projectId, file.Id);
            }

            intake.Sweep();
        }

        return files;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (UnusedDays <= 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                CollectAll();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    void CollectAll()
    {
        try
        {
            foreach (var project in projects.Projects())
            {
                var files = Collect(project.Id, UnusedDays, KeptReleases, isDryRun: false);
                if (files.Count > 0)
                {
                    LogRemoved(project.Slug, files.Count, files.Sum(file => file.PackedSize));
                }
            }
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
        {
            LogFailed(e);
        }
    }

    [LoggerMessage(2221, LogLevel.Information, "{Count} unused symbol files of {Project} were removed: {Bytes} bytes.")]
    partial void LogRemoved(string project, int count, long bytes);

    [LoggerMessage(2222, LogLevel.Warning, "Unused symbol files could not be removed.")]
    partial void LogFailed(Exception error);
}
