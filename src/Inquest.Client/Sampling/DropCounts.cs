namespace Inquest.Client.Sampling;

/// <summary>Reports that this process left out and no server knows of yet, by reason and category.</summary>
/// <remarks>Reasons are those of Sentry's client reports (protocol §2.7), so that every server understands them.</remarks>
sealed class DropCounts
{
    public const string SampleRate = "sample_rate";
    public const string TooManyCopies = "fingerprint_limit";
    public const string Spike = "backpressure";
    public const string RateLimited = "ratelimit_backoff";
    public const string QueueOverflow = "queue_overflow";
    public const string BeforeSend = "before_send";
    public const string Refused = "send_error";
    public const string Internal = "internal_sdk_error";

    readonly Lock _gate = new();
    readonly Dictionary<(string Reason, string Category), long> _counts = [];

    public void Add(string reason, string category = "error", long quantity = 1)
    {
        lock (_gate)
        {
            _counts[(reason, category)] = _counts.GetValueOrDefault((reason, category)) + quantity;
        }
    }

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _counts.Count == 0;
            }
        }
    }

    public IReadOnlyList<DropCount> Snapshot()
    {
        lock (_gate)
        {
            return [.. _counts.Select(entry => new DropCount(entry.Key.Reason, entry.Key.Category, entry.Value))];
        }
    }

    /// <summary>The server knows of these; what was added meanwhile stays.</summary>
    public void Told(IReadOnlyList<DropCount> told)
    {
        lock (_gate)
        {
            foreach (var (reason, category, quantity) in told)
            {
                var left = _counts.GetValueOrDefault((reason, category)) - quantity;
                if (left > 0)
                {
                    _counts[(reason, category)] = left;
                }
                else
                {
                    _counts.Remove((reason, category));
                }
            }
        }
    }
}
