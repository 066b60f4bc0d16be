namespace Inquest.Storage.Events;

/// <summary>What one transaction adds to one issue.</summary>
sealed class IssueDelta(long projectId, long issueId)
{
    readonly Dictionary<long, long> _hours = [];
    readonly Dictionary<long, long> _users = [];
    readonly Dictionary<string, long> _releases = new(StringComparer.Ordinal);
    readonly Dictionary<(string Key, string Value), long> _tags = [];

    public long ProjectId { get; } = projectId;

    public long IssueId { get; } = issueId;

    public long Events { get; private set; }

    public long SymbolProblems { get; private set; }

    public long? FirstSeen { get; private set; }

    public long? LastSeen { get; private set; }

    public string? LastRelease { get; private set; }

    public long? LastEventRow { get; private set; }

    /// <summary>True when one of the events that come is a crash.</summary>
    public bool HasCrash { get; private set; }

    public IReadOnlyDictionary<long, long> Hours => _hours;

    public IReadOnlyDictionary<long, long> Users => _users;

    /// <summary>Events of each release.</summary>
    public IReadOnlyDictionary<string, long> Releases => _releases;

    public IReadOnlyDictionary<(string Key, string Value), long> Tags => _tags;

    /// <param name="sign">1 for an event that comes, -1 for one that goes.</param>
    /// <param name="eventRow">The event's row.</param>
    public void Add(Contribution contribution, int sign, long eventRow)
    {
        Events += sign;
        SymbolProblems += contribution.HasSymbolProblem ? sign : 0;
        Count(_hours, UnixTime.Hour(contribution.Timestamp), sign);
        if (contribution.UserHash is { } user)
        {
            Count(_users, user, sign);
        }

        if (contribution.Release is { } release)
        {
            Count(_releases, release, sign);
        }

        foreach (var (key, value) in contribution.Tags)
        {
            Count(_tags, (key, value), sign);
        }

        if (sign > 0)
        {
            HasCrash |= contribution.IsCrash;
            FirstSeen = Math.Min(FirstSeen ?? long.MaxValue, contribution.Timestamp);
            if (contribution.Timestamp >= (LastSeen ?? long.MinValue))
            {
                LastSeen = contribution.Timestamp;
                LastRelease = contribution.Release ?? LastRelease;
            }

            LastEventRow = Math.Max(LastEventRow ?? 0, eventRow);
        }
    }

    static void Count<TKey>(Dictionary<TKey, long> counts, TKey key, int sign)
        where TKey : notnull =>
        counts[key] = counts.GetValueOrDefault(key) + sign;
}
