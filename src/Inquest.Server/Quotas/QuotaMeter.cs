using System.Collections.Concurrent;
using Inquest.Protocol.Outcomes;
using Inquest.Server.Ingest;
using Inquest.Storage;
using Inquest.Storage.Quotas;

namespace Inquest.Server.Quotas;

/// <summary>Says at ingest what a key may still send: the ledger's sums, read every second, and what is on its way since.</summary>
/// <remarks>
/// What was taken in and has not reached the ledger counts as accepted: a flood cannot run past a quota while it waits in the
/// spool. What turns out to be a duplicate or is refused later is given back.
/// </remarks>
public sealed partial class QuotaMeter(QuotaService quotas, TimeProvider time, ILogger<QuotaMeter> logger) : BackgroundService
{
    static readonly TimeSpan Refresh = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<long, Flow> _flows = new();
    Dictionary<long, List<QuotaUse>> _byProject = [];

    /// <summary>The limits that are reached for this key now; mostly none.</summary>
    public IReadOnlyList<RateLimit> Reached(ProjectKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!Volatile.Read(ref _byProject).TryGetValue(key.ProjectId, out var uses))
        {
            return [];
        }

        List<RateLimit>? reached = null;
        var now = time.GetUtcNow();
        foreach (var use in uses)
        {
            var onTheWay = use.Quota.Category == "error" ? FlowOf(key.ProjectId).OnTheWay : 0;
            if ((use.Quota.KeyId == 0 || use.Quota.KeyId == key.KeyId) && use.Used + onTheWay >= use.Quota.Quantity && use.EndsAt > now)
            {
                var seconds = (int)Math.Clamp(Math.Ceiling((use.EndsAt - now).TotalSeconds), 1, IngestLimits.QuotaSecondsMax);
                // Files belong to the report that is refused; sessions and client reports go on, or rates and counts go blind.
                IReadOnlyList<DataCategory> categories = use.Quota.Category switch
                {
                    "error" => [DataCategory.Error, DataCategory.Attachment],
                    var other => [DataCategoryNames.Parse(other)],
                };
                (reached ??= []).Add(new RateLimit(seconds, categories, use.Quota.Scope, "quota"));
            }
        }

        return reached ?? (IReadOnlyList<RateLimit>)[];
    }

    /// <summary>One more report is in the spool.</summary>
    public void Admitted(long projectId)
    {
        if (Volatile.Read(ref _byProject).ContainsKey(projectId))
        {
            Interlocked.Increment(ref FlowOf(projectId).Admitted);
        }
    }

    /// <summary>True when a crash may be taken in although the quota is used up, to see whether its bug is a new one.</summary>
    public bool MayLookAtCrash(long projectId)
    {
        var flow = FlowOf(projectId);
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        lock (flow)
        {
            if (flow.Minute != minute)
            {
                (flow.Minute, flow.Looked) = (minute, 0);
            }

            return ++flow.Looked <= IngestLimits.CrashesOverQuotaPerMinute;
        }
    }

    /// <summary>A report of the spool was read into the database.</summary>
    public void Stored(long projectId)
    {
        if (_flows.TryGetValue(projectId, out var flow))
        {
            Interlocked.Increment(ref flow.Read);
        }
    }

    /// <summary>Reads quotas and sums now: after a change, and every second.</summary>
    public void Reload()
    {
        var byProject = new Dictionary<long, List<QuotaUse>>();
        // Before the sums are read: what reaches the ledger meanwhile is counted twice for a second, never not at all.
        foreach (var flow in _flows.Values)
        {
            Volatile.Write(ref flow.ReadBeforeSums, Interlocked.Read(ref flow.Read));
        }

        foreach (var use in quotas.Uses())
        {
            foreach (var project in use.Quota.ProjectId != 0 ? [use.Quota.ProjectId] : quotas.ProjectsOf(use.Quota.OrganizationId))
            {
                if (!byProject.TryGetValue(project, out var list))
                {
                    byProject.Add(project, list = []);
                }

                list.Add(use);
            }
        }

        Volatile.Write(ref _byProject, byProject);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Refresh, time);
        try
        {
            do
            {
                try
                {
                    Reload();
                }
                catch (StorageException e)
                {
                    LogNotRead(e);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    Flow FlowOf(long projectId) => _flows.GetOrAdd(projectId, static _ => new Flow());

    [LoggerMessage(2301, LogLevel.Warning, "Quotas could not be read; those of a second ago hold.")]
    partial void LogNotRead(Exception error);

    /// <summary>Reports of one project between answer and ledger.</summary>
    sealed class Flow
    {
        public long Admitted;
        public long Read;
        public long ReadBeforeSums;
        public long Minute;
        public int Looked;

        // Reports that lay in the spool at the start were admitted by another process.
        public long OnTheWay => Math.Max(0, Interlocked.Read(ref Admitted) - Volatile.Read(ref ReadBeforeSums));
    }
}
