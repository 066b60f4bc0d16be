namespace Inquest.Client;

/// <summary>Something the program did before the report.</summary>
/// <param name="Message">For people; cut at 8 KiB.</param>
/// <param name="Category">Such as <c>http</c> or <c>ui.click</c>.</param>
/// <param name="Level">Info unless it was more.</param>
/// <param name="Data">Further values; written as text.</param>
public sealed record Breadcrumb(
    string Message, string? Category = null, ReportLevel Level = ReportLevel.Info, IReadOnlyDictionary<string, string>? Data = null)
{
    /// <summary>Set when it is added to a scope.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}
