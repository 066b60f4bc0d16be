namespace Inquest.Cli.Stackwalk;

/// <summary>What <c>inquest stackwalk</c> was asked for.</summary>
sealed record StackwalkRequest
{
    /// <summary>Path of the dump; <c>-</c> is standard input.</summary>
    public required string Dump { get; init; }

    /// <summary>Folders, symbol files and addresses of servers, best first.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Where converted symbols are kept; null is the folder that all tools of the user share.</summary>
    public string? SymbolsCache { get; init; }

    public StackwalkFormat Format { get; init; }

    /// <summary>Indent JSON.</summary>
    public bool Pretty { get; init; }

    /// <summary>The one thread to show; null shows all.</summary>
    public int? Thread { get; init; }

    /// <summary>Where to print to; null is standard output.</summary>
    public string? Output { get; init; }

    public bool Verbose { get; init; }
}
