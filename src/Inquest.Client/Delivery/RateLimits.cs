using System.Globalization;
using System.Net.Http.Headers;
using Inquest.Protocol.Outcomes;

namespace Inquest.Client.Delivery;

/// <summary>Reads <c>X-Sentry-Rate-Limits</c>: <c>seconds:category;category:scope:reason, …</c>.</summary>
static class RateLimits
{
    /// <summary>The longest limit on errors, or on everything; null when errors are welcome.</summary>
    public static TimeSpan? ErrorLimit(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("X-Sentry-Rate-Limits", out var values))
        {
            return null;
        }

        TimeSpan? longest = null;
        foreach (var limit in values.SelectMany(value => value.Split(',')))
        {
            var parts = limit.Split(':');
            if (parts.Length < 2 || !double.TryParse(parts[0].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                || !double.IsFinite(seconds) || seconds < 0 || !MeansErrors(parts[1]))
            {
                continue;
            }

            var wait = TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(365).TotalSeconds));
            longest = longest is { } other && other > wait ? other : wait;
        }

        return longest;
    }

    static bool MeansErrors(string categories) =>
        categories.Trim().Length == 0
        || categories.Split(';').Any(category => DataCategoryNames.Parse(category.Trim()) is DataCategory.Error or DataCategory.Default);
}
