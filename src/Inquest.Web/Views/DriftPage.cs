namespace Inquest.Web.Views;

/// <summary>Two releases side by side.</summary>
public sealed record DriftPage
{
    public required Shell Shell { get; init; }

    /// <summary>Names to choose from, the latest first.</summary>
    public IReadOnlyList<string> Releases { get; init; } = [];

    public string From { get; init; } = "";

    public string To { get; init; } = "";

    /// <summary>False until two releases were compared.</summary>
    public bool IsCompared { get; init; }

    public string Per { get; init; } = "event";

    public IReadOnlyList<DriftedRow> Drifted { get; init; } = [];

    public IReadOnlyList<JumpedRow> Jumped { get; init; } = [];

    public IReadOnlyList<DriftedRow> New { get; init; } = [];
}

/// <summary>A new issue and the older one that it resembles.</summary>
public sealed record DriftedRow(long Id, string ShortId, string Title, long Events, long? OldId, string? OldShortId, string? OldTitle, string Likeness, string Cause);

/// <summary>An issue that became more frequent.</summary>
public sealed record JumpedRow(long Id, string ShortId, string Title, long Before, long After, string Ratio);
