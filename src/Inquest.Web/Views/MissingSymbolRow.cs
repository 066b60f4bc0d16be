namespace Inquest.Web.Views;

/// <summary>A module that stacks need and no source has.</summary>
public sealed record MissingSymbolRow(
    string DebugFile, string DebugId, string CodeFile, string CodeId, string State, long Frames, long Events, DateTimeOffset LastSeen)
{
    /// <summary>Every place that the latest search asked, with its answer.</summary>
    public IReadOnlyList<string> Lookups { get; init; } = [];
}
