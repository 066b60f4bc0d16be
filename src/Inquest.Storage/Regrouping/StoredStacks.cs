using Inquest.Grouping;
using Inquest.Grouping.Rules;
using Inquest.Reports;
using Inquest.Storage.Decisions;
using Inquest.Storage.Events;

namespace Inquest.Storage.Regrouping;

/// <summary>Reads stored events a chunk at a time and groups them again, on all processors.</summary>
static class StoredStacks
{
    /// <param name="connection">A reader, or the writer.</param>
    /// <param name="projectId">Whose events.</param>
    /// <param name="after">Events behind this <c>event.id</c>.</param>
    /// <param name="since">Received at this time (Unix milliseconds) or later.</param>
    /// <param name="rules">The rules to group by.</param>
    /// <param name="last">The last row that was read; <paramref name="after"/> when there is none.</param>
    /// <returns>Null at the end.</returns>
    public static RegroupedEvent[]? Next(Connection connection, long projectId, long after, long since, RuleSet rules, out long last)
    {
        var chunk = new List<(long Row, long Issue, long At, FingerprintId Old, byte[]? Stack, byte[]? Report)>();
        var rows = connection.Prepare(
            """
            SELECT e.id, e.issue_id, e.timestamp, e.fingerprint_version, e.fingerprint, b.stack_zstd, CASE WHEN e.fingerprint_version = 0 OR b.stack_zstd IS NULL THEN b.report_zstd END
            FROM event e JOIN event_body b ON b.id = e.id
            WHERE e.project_id = ?1 AND e.id > ?2 AND e.state = 'stored' AND e.issue_id IS NOT NULL AND e.received_at >= ?3 ORDER BY e.id LIMIT ?4
            """).Bind(1, projectId).Bind(2, after).Bind(3, since).Bind(4, (long)StorageLimits.EventsRegroupedAtOnce);
        while (rows.Step())
        {
            chunk.Add((rows.Int64(0), rows.Int64(1), rows.Int64(2), new(rows.Int32(3), rows.Text(4)), rows.BlobOrNull(5), rows.BlobOrNull(6)));
        }

        last = chunk.Count > 0 ? chunk[^1].Row : after;
        if (chunk.Count == 0)
        {
            return null;
        }

        var regrouped = new RegroupedEvent?[chunk.Count];
        Parallel.For(0, chunk.Count, i =>
        {
            var (row, issue, at, old, packedStack, packedReport) = chunk[i];
            if (StackOf(packedStack, packedReport) is { } stack)
            {
                regrouped[i] = new(row, issue, at, old, Grouper.Decide(stack, rules));
            }
        });
        return [.. regrouped.OfType<RegroupedEvent>()];
    }

    static NormalisedStack? StackOf(byte[]? stack, byte[]? report)
    {
        if (stack is not null && Zstd.UnpackJson(stack, NormalisedStackJson.Default.NormalisedStack) is { } stored && Grouper.IsCurrent(stored))
        {
            return stored;
        }

        return report is not null && Zstd.UnpackJson(report, ReportJson.Default.Report) is { } whole ? Grouper.Normalise(whole) : null;
    }
}
