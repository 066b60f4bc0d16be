namespace Inquest.Capture.ClientMemory;

/// <summary>What a program told libinquest about itself, as it lay in its memory. Empty texts were not set.</summary>
public sealed record ClientInfo
{
    public string Dsn { get; init; } = "";

    public string Release { get; init; } = "";

    public string Environment { get; init; } = "";

    public string Session { get; init; } = "";

    public string UserId { get; init; } = "";

    public string UserEmail { get; init; } = "";

    public string UserName { get; init; } = "";

    /// <summary>Mangled name of the C++ exception that std::terminate() was called for.</summary>
    public string ExceptionType { get; init; } = "";

    public string ExceptionText { get; init; } = "";

    public IReadOnlyList<(string Name, string Value)> Tags { get; init; } = [];

    /// <summary>Paths of files that go with the report.</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Breadcrumb> Breadcrumbs { get; init; } = [];

    public ulong BreadcrumbsDropped { get; init; }
}
