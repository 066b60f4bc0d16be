namespace Inquest.Web.Stacks;

/// <summary>One line of a stack table: a physical frame, or a call that was inlined into one.</summary>
public sealed record StackRow
{
    /// <summary>Position from the crash, 0 first; the number of the physical frame for an inlined call.</summary>
    public required int Number { get; init; }

    public bool IsInline { get; init; }

    public string Module { get; init; } = "";

    /// <summary>Folded; see <see cref="Text.FunctionName"/>.</summary>
    public string Function { get; init; } = "";

    /// <summary>The whole name, when folding took something away.</summary>
    public string? FullFunction { get; init; }

    /// <summary><c>mesh.cpp:214</c>, short.</summary>
    public string? Location { get; init; }

    /// <summary>The whole path, when <see cref="Location"/> is shorter.</summary>
    public string? FullPath { get; init; }

    /// <summary><c>context</c>, <c>CFI</c>, <c>frame pointer</c>, <c>scan</c>…</summary>
    public string FoundBy { get; init; } = "";

    /// <summary>True when the frame is a guess.</summary>
    public bool IsScanned { get; init; }

    /// <summary>Somebody else's code; drawn dim.</summary>
    public bool IsSystem { get; init; }

    public bool MissingSymbols { get; init; }

    /// <summary>The exact instruction, for the title of the row.</summary>
    public string? Address { get; init; }

    /// <summary>The function is not known and <see cref="Function"/> is an offset.</summary>
    public bool IsOffset { get; init; }

    /// <summary>Source lines around the call, for the first frame of the app's own code that has them.</summary>
    public SourceExcerpt? Source { get; init; }

    /// <summary>Local variables, name and value, as the client sent them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];
}
