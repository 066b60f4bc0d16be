namespace Inquest.Client.Stacks;

/// <summary>An exception with all that it has inside, aggregates included, each once.</summary>
static class ExceptionTree
{
    /// <returns>The thrown one first, then depth first; at most <paramref name="limit"/>.</returns>
    public static List<ExceptionEntry> Read(Exception root, int limit)
    {
        var entries = new List<ExceptionEntry>();
        var seen = new HashSet<Exception>(ReferenceEqualityComparer.Instance);
        var left = new Stack<(Exception Exception, int? Parent, string? Source)>();
        left.Push((root, null, null));
        while (left.Count > 0 && entries.Count < limit)
        {
            var (exception, parent, source) = left.Pop();
            // Cycles can be made with reflection, and one inner exception may be shared.
            if (!seen.Add(exception))
            {
                continue;
            }

            var id = entries.Count;
            entries.Add(new ExceptionEntry(exception, id, parent, source));
            if (exception is AggregateException aggregate)
            {
                for (var i = aggregate.InnerExceptions.Count - 1; i >= 0; i--)
                {
                    left.Push((aggregate.InnerExceptions[i], id, $"InnerExceptions[{i}]"));
                }
            }
            else if (exception.InnerException is { } inner)
            {
                left.Push((inner, id, nameof(Exception.InnerException)));
            }
        }

        return entries;
    }
}
