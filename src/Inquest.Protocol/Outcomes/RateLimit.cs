using System.Text;

namespace Inquest.Protocol.Outcomes;

/// <summary>One limit of <c>X-Sentry-Rate-Limits</c> (§2.3).</summary>
/// <param name="Seconds">Whole seconds until data is welcome again.</param>
/// <param name="Categories">What is limited; empty means everything.</param>
/// <param name="Scope"><c>organization</c>, <c>project</c> or <c>key</c>.</param>
/// <param name="ReasonCode">A word for people, e.g. <c>quota</c>.</param>
public sealed record RateLimit(int Seconds, IReadOnlyList<DataCategory> Categories, string Scope, string? ReasonCode = null)
{
    /// <summary>The value of the header, empty when there is nothing to say.</summary>
    public static string Format(IEnumerable<RateLimit> limits)
    {
        var text = new StringBuilder();
        foreach (var limit in limits)
        {
            if (text.Length > 0)
            {
                text.Append(", ");
            }

            text.Append(Math.Max(limit.Seconds, 0)).Append(':')
                .AppendJoin(';', limit.Categories.Select(DataCategoryNames.ToWire)).Append(':').Append(limit.Scope);
            if (limit.ReasonCode is not null)
            {
                text.Append(':').Append(limit.ReasonCode);
            }
        }

        return text.ToString();
    }

    /// <summary>The value of <c>Retry-After</c>: the longest of them.</summary>
    public static int RetryAfter(IEnumerable<RateLimit> limits) => limits.Select(l => l.Seconds).DefaultIfEmpty().Max();
}
