namespace Inquest.Web.Views;

/// <summary>What symbols are missing, and which are here.</summary>
public sealed record SymbolsPage
{
    public required Shell Shell { get; init; }

    public IReadOnlyList<MissingSymbolRow> Missing { get; init; } = [];

    public long MissingCount { get; init; }

    public IReadOnlyList<SymbolFileRow> Files { get; init; } = [];

    public long FileCount { get; init; }

    /// <summary>As uploaded.</summary>
    public long FileBytes { get; init; }

    /// <summary>What they take on disk.</summary>
    public long? PackedBytes { get; init; }

    /// <summary>Address of this server, for the command to copy.</summary>
    public string ServerUrl { get; init; } = "";
}
