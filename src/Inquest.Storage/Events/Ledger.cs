namespace Inquest.Storage.Events;

/// <summary>Counts of what became of everything that came in, gathered and then added to the <c>outcome</c> table.</summary>
public sealed class Ledger
{
    readonly Dictionary<LedgerKey, long> _counts = [];

    public bool IsEmpty => _counts.Count == 0;

    /// <param name="hour">Hours since 1970.</param>
    /// <param name="outcome">0 accepted, 1 filtered, 2 rate limited, 3 invalid, 4 abuse, 5 client discard.</param>
    public void Add(long projectId, long keyId, long hour, string category, int outcome, string? reason, long quantity)
    {
        var key = new LedgerKey(projectId, keyId, hour, category, outcome, reason ?? "");
        _counts[key] = _counts.GetValueOrDefault(key) + quantity;
    }

    public void AddAll(Ledger other)
    {
        foreach (var (key, quantity) in other._counts)
        {
            _counts[key] = _counts.GetValueOrDefault(key) + quantity;
        }
    }

    /// <summary>Adds everything to the table and forgets it.</summary>
    public void Flush(Connection connection)
    {
        foreach (var (key, quantity) in _counts)
        {
            connection.Prepare(
                """
                INSERT INTO outcome (project_id, key_id, hour, category, outcome, reason, quantity) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity
                """)
                .Bind(1, key.ProjectId).Bind(2, key.KeyId).Bind(3, key.Hour)
                .Bind(4, key.Category).Bind(5, (long)key.Outcome).Bind(6, key.Reason).Bind(7, quantity)
                .Run();
        }

        _counts.Clear();
    }

    readonly record struct LedgerKey(long ProjectId, long KeyId, long Hour, string Category, int Outcome, string Reason);
}
