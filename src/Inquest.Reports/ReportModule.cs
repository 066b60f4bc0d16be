namespace Inquest.Reports;

/// <summary>A module (executable, library, managed image) of the process.</summary>
public sealed record ReportModule
{
    public ulong Base { get; init; }

    public ulong Size { get; init; }

    /// <summary>Path of the file on the crashed machine.</summary>
    public string CodeFile { get; init; } = "";

    public string? CodeId { get; init; }

    public string? DebugFile { get; init; }

    /// <summary>Breakpad form: 32 upper-case hex digits and the age in hex without padding.</summary>
    public string? DebugId { get; init; }

    public string? Version { get; init; }

    public bool IsMain { get; init; }

    /// <summary>True when modules overlap or contradict each other here and this one was kept.</summary>
    public bool Suspect { get; init; }

    public SymbolState Symbols { get; init; }

    /// <summary>The source that had the symbols, for people.</summary>
    public string? SymbolSource { get; init; }

    /// <summary>Every place that was asked, with its answer, for people.</summary>
    public IReadOnlyList<string> SymbolLookups { get; init; } = [];

    /// <summary>What the symbols that were found do not have, in words: <c>no unwind information</c>.</summary>
    public IReadOnlyList<string> SymbolGaps { get; init; } = [];

    /// <summary><c>elf</c>, <c>macho</c>, <c>pe</c>, <c>pe_dotnet</c>, <c>wasm</c>, <c>sourcemap</c>, <c>proguard</c>, … where a client said.</summary>
    public string? Format { get; init; }

    /// <summary>Who signed the file (Mozilla's certificate annotations).</summary>
    public string? Certificate { get; init; }
}
