using System.Text.Json;

namespace Inquest.Reports;

/// <summary>Something the app did before it died.</summary>
public sealed record Breadcrumb
{
    public DateTimeOffset? Timestamp { get; init; }

    public string? Type { get; init; }

    public string? Category { get; init; }

    public string? Level { get; init; }

    public string? Message { get; init; }

    public JsonElement? Data { get; init; }
}
