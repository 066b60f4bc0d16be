using Inquest.Server.Workers;
using Inquest.Storage;
using Inquest.Symbols;
using Inquest.Symbols.Sources;

namespace Inquest.Server.Symbols;

/// <summary>Looks whether files of missing modules were put into the symbol folders, which nobody announces.</summary>
sealed partial class SymbolSweeper(
    Database database, IReadOnlyList<FolderSymbolSource> folders, SymbolArrivals arrivals, TimeProvider time, ILogger<SymbolSweeper> logger)
    : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Sweep();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>One look; public to tests.</summary>
    internal void Sweep()
    {
        try
        {
            foreach (var id in Missing())
            {
                // A folder names the place where it would look; the identity tells whether something is there.
                if (folders.Any(folder => folder.Find(id).Any(c => !c.Identity.StartsWith("absent:", StringComparison.Ordinal))))
                {
                    LogArrived(id.DebugFile, id.DebugId, arrivals.Announce(id.DebugId, id.CodeId));
                }
            }
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
        {
            LogFailed(e);
        }
    }

    List<ModuleId> Missing()
    {
        using var reader = database.Read();
        // A file that is there and malformed stays missing: asking again would not change it.
        var rows = reader.Prepare(
            "SELECT DISTINCT debug_file, debug_id, code_file, code_id FROM missing_symbol WHERE state = 'missing' ORDER BY frames DESC LIMIT ?1")
            .Bind(1, (long)WorkerLimits.SweptModulesMax);
        var ids = new List<ModuleId>();
        while (rows.Step())
        {
            ids.Add(new ModuleId(rows.Text(0), rows.Text(1), rows.Text(2), rows.Text(3)));
        }

        return ids;
    }

    [LoggerMessage(2201, LogLevel.Information, "Symbols of {DebugFile} {DebugId} arrived: {Events} events are done again.")]
    partial void LogArrived(string debugFile, string debugId, int events);

    [LoggerMessage(2202, LogLevel.Warning, "The symbol folders could not be looked through.")]
    partial void LogFailed(Exception error);
}
