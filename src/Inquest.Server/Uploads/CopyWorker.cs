using Inquest.Reports;
using Inquest.Server.Ingest;
using Inquest.Server.Workers;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Storage.Uploads;

namespace Inquest.Server.Uploads;

/// <summary>Makes events of crashes that were counted and not uploaded: each in the issue of the uploaded crash that it repeats.</summary>
/// <remarks>
/// Such an event has the stack's fingerprint and what is counted by (release, user, tags), and none of the bodies. Issues' totals are
/// exact without special cases: merging, splitting and erasing see an event like any other.
/// </remarks>
sealed partial class CopyWorker(Database database, KeyDirectory keys, TimeProvider time, ILogger<CopyWorker> logger) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    /// <summary>After this long the uploaded crash will not come any more, and the copy becomes an issue of its own.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Copies that wait for the crash that they repeat.</summary>
    public long Waiting => Interlocked.Read(ref _waiting);

    long _waiting;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                while (Step())
                {
                    await Task.Yield();
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <returns>True when there may be more.</returns>
    bool Step()
    {
        try
        {
            var abandoned = time.GetUtcNow() - Patience;
            List<WaitingCopy> copies;
            using (var reader = database.Read())
            {
                Interlocked.Exchange(ref _waiting, WaitingCopies.Count(reader.Connection));
                if (Waiting == 0)
                {
                    return false;
                }

                copies = WaitingCopies.Ready(reader.Connection, abandoned, UploadLimits.CopiesPerBatchMax);
            }

            if (copies.Count > 0)
            {
                database.Write(connection => Store(connection, copies));
            }

            return copies.Count == UploadLimits.CopiesPerBatchMax;
        }
        catch (StorageException e)
        {
            LogFailed(e);
            return false;
        }
    }

    void Store(Connection connection, List<WaitingCopy> copies)
    {
        var batch = new EventBatch(connection, time.GetUtcNow());
        var known = new Dictionary<(long, string), Report?>();
        foreach (var copy in copies)
        {
            if (!known.TryGetValue((copy.ProjectId, copy.Fingerprint), out var uploaded))
            {
                uploaded = WaitingCopies.Uploaded(connection, copy.ProjectId, copy.Fingerprint);
                known.Add((copy.ProjectId, copy.Fingerprint), uploaded);
            }

            batch.Store(EventOf(copy, uploaded));
            WaitingCopies.Remove(connection, copy);
        }

        batch.Flush();
    }

    NewEvent EventOf(WaitingCopy copy, Report? uploaded)
    {
        var report = (uploaded ?? new Report
        {
            IsCrash = true,
            Level = "fatal",
            Kind = "crash",
            Platform = copy.Platform ?? "native",
            Message = "A repeated crash that was counted only",
            ClientFingerprint = ["counted", copy.Fingerprint],
        }) with
        {
            EventId = copy.EventId,
            Timestamp = copy.CrashedAt,
            OriginalTimestamp = null,
            Release = copy.Release ?? uploaded?.Release,
            User = copy.UserHash is { } hash ? new ReportUser(UserHash.HashedIdPrefix + Convert.ToHexStringLower(hash), null, null, null, null) : null,
        };
        var whole = EventAssembler.Assemble(keys.Project(copy.ProjectId), copy.KeyId, copy.ReceivedAt, report, null);
        var slim = whole.Report with
        {
            Threads = [],
            Modules = [],
            UnloadedModules = [],
            Breadcrumbs = [],
            Contexts = null,
            Extra = null,
            Request = null,
            Packages = null,
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal),
            Findings = [new ReportFinding("counted-only", "This crash was counted and not uploaded: the user had sent the same one often enough.")],
        };
        return whole with { Report = slim, ReportPacked = Zstd.PackJson(slim, ReportJson.Default.Report), Missing = [] };
    }

    [LoggerMessage(1111, LogLevel.Warning, "Counted crashes could not be stored; trying again.")]
    partial void LogFailed(Exception error);
}
