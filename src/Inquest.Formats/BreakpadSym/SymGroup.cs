namespace Inquest.Formats.BreakpadSym;

/// <summary>What the lines before allow: line records belong to a FUNC, STACK CFI records to a STACK CFI INIT.</summary>
struct SymGroup
{
    public bool InFunction { get; private set; }

    public bool InCfi { get; private set; }

    public void BeginFunction() => (InFunction, InCfi) = (true, false);

    public void BeginCfi() => (InFunction, InCfi) = (false, true);

    public void End() => (InFunction, InCfi) = (false, false);
}
