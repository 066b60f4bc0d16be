namespace Inquest.Protocol.Outcomes;

/// <summary>The names of categories on the wire.</summary>
public static class DataCategoryNames
{
    static readonly string[] Names =
    [
        "default", "error", "transaction", "span", "attachment", "attachment_item", "session", "monitor", "replay", "profile",
        "profile_chunk", "feedback", "log_item", "log_byte", "metric_bucket", "trace_metric", "security", "internal", "unknown",
    ];

    public static string ToWire(this DataCategory category) =>
        (uint)category < (uint)Names.Length ? Names[(int)category] : "unknown";

    /// <summary>The category, or <see cref="DataCategory.Unknown"/> for a word that is not on the list.</summary>
    public static DataCategory Parse(string? name)
    {
        var index = Array.IndexOf(Names, name);
        return index < 0 ? DataCategory.Unknown : (DataCategory)index;
    }
}
