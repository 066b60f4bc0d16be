using Inquest.Storage.Events;

namespace Inquest.Storage.Quotas;

/// <summary>Quotas and what the ledger says was used of them: what was accepted, so that duplicates and refusals cost nothing.</summary>
public sealed class QuotaService(Database database, TimeProvider time)
{
    /// <summary>Categories that a quota may be for.</summary>
    public static readonly IReadOnlyList<string> Categories = ["error", "attachment", "session"];

    /// <summary>The quotas of one organisation, or of all.</summary>
    public IReadOnlyList<QuotaUse> Uses(long? organizationId = null)
    {
        var now = time.GetUtcNow();
        using var reader = database.Read();
        var quotas = new List<Quota>();
        var rows = reader.Prepare(
            """
            SELECT id, organization_id, project_id, key_id, category, period, quantity FROM quota
            WHERE ?1 IS NULL OR organization_id = ?1 ORDER BY project_id, key_id, category, period LIMIT ?2
            """).Bind(1, organizationId).Bind(2, (long)StorageLimits.QuotasMax);
        while (rows.Step())
        {
            quotas.Add(new(
                rows.Int64(0), rows.Int64(1), rows.Int64(2), rows.Int64(3), rows.Text(4), Enum.Parse<QuotaPeriod>(rows.Text(5), ignoreCase: true), rows.Int64(6)));
        }

        return [.. quotas.Select(quota => UseOf(reader, quota, now))];
    }

    /// <summary>Projects of an organisation, for quotas that are for all of them.</summary>
    public IReadOnlyList<long> ProjectsOf(long organizationId)
    {
        using var reader = database.Read();
        var ids = new List<long>();
        var rows = reader.Prepare("SELECT id FROM project WHERE organization_id = ?1").Bind(1, organizationId);
        while (rows.Step())
        {
            ids.Add(rows.Int64(0));
        }

        return ids;
    }

    /// <summary>Makes a quota, or changes the one of the same project, key, category and period.</summary>
    /// <param name="quantity">Null takes it away.</param>
    public void Set(long organizationId, long projectId, long keyId, string category, QuotaPeriod period, long? quantity)
    {
        var name = NameOf(period);
        database.Write(
            connection => _ = quantity is { } most
                ? connection.Prepare(
                    """
                    INSERT INTO quota (organization_id, project_id, key_id, category, period, quantity, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                    ON CONFLICT (organization_id, project_id, key_id, category, period) DO UPDATE SET quantity = excluded.quantity
                    """)
                    .Bind(1, organizationId).Bind(2, projectId).Bind(3, keyId).Bind(4, category).Bind(5, name).Bind(6, most)
                    .Bind(7, time.GetUtcNow().Milliseconds()).Run()
                : connection.Prepare(
                    "DELETE FROM quota WHERE organization_id = ?1 AND project_id = ?2 AND key_id = ?3 AND category = ?4 AND period = ?5")
                    .Bind(1, organizationId).Bind(2, projectId).Bind(3, keyId).Bind(4, category).Bind(5, name).Run(),
            durable: true);
    }

    public static string NameOf(QuotaPeriod period) => period switch
    {
        QuotaPeriod.Hour => "hour",
        QuotaPeriod.Day => "day",
        _ => "month",
    };

    /// <summary>The period that <paramref name="now"/> is in.</summary>
    public static (DateTimeOffset Began, DateTimeOffset Ends) Window(QuotaPeriod period, DateTimeOffset now)
    {
        var utc = now.ToUniversalTime();
        var began = period switch
        {
            QuotaPeriod.Hour => new DateTimeOffset(utc.Year, utc.Month, utc.Day, utc.Hour, 0, 0, TimeSpan.Zero),
            QuotaPeriod.Day => new DateTimeOffset(utc.Year, utc.Month, utc.Day, 0, 0, 0, TimeSpan.Zero),
            _ => new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero),
        };
        return (began, period switch
        {
            QuotaPeriod.Hour => began.AddHours(1),
            QuotaPeriod.Day => began.AddDays(1),
            _ => began.AddMonths(1),
        });
    }

    static QuotaUse UseOf(ReaderLease reader, Quota quota, DateTimeOffset now)
    {
        var (began, ends) = Window(quota.Period, now);
        var used = reader.Prepare(
            """
            SELECT coalesce(sum(quantity), 0) FROM outcome
            WHERE project_id IN (SELECT id FROM project WHERE organization_id = ?1 AND (?2 = 0 OR id = ?2))
              AND hour >= ?3 AND (?4 = 0 OR key_id = ?4) AND category = ?5 AND outcome = 0
            """)
            .Bind(1, quota.OrganizationId).Bind(2, quota.ProjectId).Bind(3, UnixTime.Hour(began.Milliseconds())).Bind(4, quota.KeyId)
            .Bind(5, quota.Category).Scalar() ?? 0;
        if (quota.Category == "error")
        {
            // Dumps that wait to be unwound are counted in the ledger when they are done.
            used += reader.Prepare(
                """
                SELECT count(*) FROM event WHERE project_id IN (SELECT id FROM project WHERE organization_id = ?1 AND (?2 = 0 OR id = ?2))
                  AND state = 'processing' AND (?3 = 0 OR key_id = ?3)
                """).Bind(1, quota.OrganizationId).Bind(2, quota.ProjectId).Bind(3, quota.KeyId).Scalar() ?? 0;
        }

        return new QuotaUse(quota, used, began, ends);
    }
}
