using System.Globalization;
using System.Net.Http.Headers;
using Inquest.Protocol.Outcomes;

namespace Inquest.Client.Delivery;

/// <summary>Reads <c>X-Sentry-Rate-Limits</c>: <c>seconds:category;category:scope:reason, …</c>.</summary>
static class RateLimits
{
    /// <summary>The longest limit on errors, or on everything; null when errors are welcome.</summary>
    public static TimeSpan? ErrorLimit(HttpResponseHeaders headers) => Limit(headers, DataCategory.Error, DataCategory.Default);

    /// <summary>The longest limit on any of some categories, or on everything; null when they are welcome.</summary>
    public static TimeSpan? Limit(HttpResponseHeaders headers, params ReadOnlySpan<DataCategory> categories)
    {
        if (!headers.TryGetValues("X-Sentry-Rate-Limits", out var values))
        {
            return null;
        }

        TimeSpan? longest = null;
        foreach (var limit in string.Join(',', values).Split(','))
        {
            var parts = limit.Split(':');
            if (parts.Length < 2 || !double.TryParse(parts[0].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                || !double.IsFinite(seconds) || seconds < 0 || !Means(parts[1], categories))
            {
                continue;
            }

            var wait = TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(365).TotalSeconds));
            longest = longest is { } other && other > wait ? other : wait;
        }

        return longest;
    }

    static bool Means(string text, ReadOnlySpan<DataCategory> categories)
    {
        if (text.Trim().Length == 0)
        {
            return true;
        }

        foreach (var name in text.Split(';'))
        {
            if (categories.Contains(DataCategoryNames.Parse(name.Trim())))
            {
                return true;
            }
        }

        return false;
    }
}
