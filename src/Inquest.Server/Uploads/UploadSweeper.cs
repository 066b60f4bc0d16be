using Inquest.Protocol.Outcomes;
using Inquest.Server.Ingest;

namespace Inquest.Server.Uploads;

/// <summary>Removes uploads that nobody confirmed within a day, and counts them.</summary>
sealed partial class UploadSweeper(UploadFolder folder, KeyDirectory keys, LiveLedger ledger, TimeProvider time, ILogger<UploadSweeper> logger) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                Sweep();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
        }
    }

    void Sweep()
    {
        try
        {
            foreach (var key in folder.Sweep())
            {
                LogAbandoned(key.ToString());
                ledger.Add(keys.Project(key.ProjectId), new Outcome(OutcomeKind.Invalid, DataCategory.Error, OutcomeReason.UploadAbandoned));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFailed(e);
        }
    }

    [LoggerMessage(1101, LogLevel.Information, "The upload {Key} was never confirmed and is removed.")]
    partial void LogAbandoned(string key);

    [LoggerMessage(1102, LogLevel.Warning, "The folder of unfinished uploads could not be swept.")]
    partial void LogFailed(Exception error);
}
