using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Storage.Pipeline;

namespace Inquest.Server.Pipeline;

/// <summary>Figures of requests, gathered in memory and written once a second by <see cref="PipelineWorker"/>.</summary>
sealed class PipelineCounts(TimeProvider time)
{
    readonly Lock _gate = new();
    Dictionary<PipelineKey, long> _gathering = [];

    public void Add(PipelineLabels labels, string measure, long count)
    {
        var key = new PipelineKey(labels.ProjectId, UnixTime.Hour(time.GetUtcNow().Milliseconds()), measure, labels.Platform ?? "", labels.Release ?? "");
        lock (_gate)
        {
            _gathering[key] = _gathering.GetValueOrDefault(key) + count;
        }
    }

    /// <summary>Writes what was gathered; what the database refuses is lost: these are figures for people, not the ledger.</summary>
    public void Flush(Database database)
    {
        Dictionary<PipelineKey, long> gathered;
        lock (_gate)
        {
            if (_gathering.Count == 0)
            {
                return;
            }

            (gathered, _gathering) = (_gathering, []);
        }

        database.Write(connection =>
        {
            foreach (var (key, count) in gathered)
            {
                PipelineHours.Add(connection, key, count);
            }
        });
    }
}
