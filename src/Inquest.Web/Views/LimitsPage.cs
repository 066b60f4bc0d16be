namespace Inquest.Web.Views;

/// <summary>What a project takes: quotas and filters.</summary>
public sealed record LimitsPage
{
    public required Shell Shell { get; init; }

    public string ProjectName { get; init; } = "";

    public IReadOnlyList<QuotaRow> Quotas { get; init; } = [];

    /// <summary>For whom a quota may be: the form's value and words.</summary>
    public IReadOnlyList<(string Value, string Words)> Scopes { get; init; } = [];

    /// <summary>One pattern a line.</summary>
    public string Releases { get; init; } = "";

    public string Errors { get; init; } = "";

    public string Addresses { get; init; } = "";

    public string UserAgents { get; init; } = "";

    public bool MayAdminister { get; init; }

    public string? Problem { get; init; }

    public string? Done { get; init; }
}
