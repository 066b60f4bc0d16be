namespace Inquest.Client;

/// <summary>The HTTP request that was being served. Headers and query are the integration's choice: see its options.</summary>
/// <param name="Method">Such as <c>GET</c>.</param>
/// <param name="Url">Without the query.</param>
/// <param name="QueryString">Without the question mark, or null.</param>
/// <param name="Headers">Those that may be sent.</param>
public sealed record ReportRequest(
    string? Method, string? Url, string? QueryString = null, IReadOnlyDictionary<string, string>? Headers = null);
