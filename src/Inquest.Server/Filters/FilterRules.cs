namespace Inquest.Server.Filters;

/// <summary>What a project does not want to have at all; counted as filtered, never stored. <c>filters</c> of <c>project.settings_json</c>.</summary>
/// <remarks>Patterns have <c>*</c> for any text and <c>?</c> for one character, and are blind to case.</remarks>
public sealed record FilterRules
{
    public static FilterRules None { get; } = new();

    /// <summary>Releases, e.g. <c>game@1.2.*</c>.</summary>
    public IReadOnlyList<string> Releases { get; set; } = [];

    /// <summary>Errors as issues are titled, e.g. <c>*ResizeObserver loop*</c> or <c>TaskCanceledException: *</c>.</summary>
    public IReadOnlyList<string> Errors { get; set; } = [];

    /// <summary>Addresses of senders, alone or as networks: <c>203.0.113.7</c>, <c>2001:db8::/32</c>.</summary>
    public IReadOnlyList<string> Addresses { get; set; } = [];

    /// <summary>Senders' <c>User-Agent</c>, e.g. <c>*bot*</c>.</summary>
    public IReadOnlyList<string> UserAgents { get; set; } = [];
}
