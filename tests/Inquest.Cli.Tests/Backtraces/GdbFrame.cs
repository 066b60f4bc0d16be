namespace Inquest.Cli.Tests.Backtraces;

/// <summary>A frame as gdb or we see it; inlined calls are frames of their own.</summary>
sealed record GdbFrame(string Kind, string Function, string File, int Line)
{
    /// <summary>The same source line, or without lines the same function as far as both know it: gdb reads the kernel's page from memory.</summary>
    public bool IsSame(GdbFrame other) =>
        Line > 0 ? Line == other.Line && File == other.File
        : Kind == "signal" || Function.Length == 0 || other.Function.Length == 0 || ShortName(Function) == ShortName(other.Function);

    public override string ToString() => $"{Kind} {Function} {File}:{Line}";

    static string ShortName(string name)
    {
        var end = name.AsSpan().IndexOfAny('(', '<', '@');
        name = end > 0 ? name[..end] : name;
        return name[(name.LastIndexOf(':') + 1)..].TrimStart('_');
    }
}
