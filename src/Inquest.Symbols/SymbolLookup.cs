namespace Inquest.Symbols;

/// <summary>One place where a module's symbols were looked for.</summary>
/// <param name="Place">Path or address.</param>
/// <param name="Status">What was there.</param>
/// <param name="Detail">What is missing or wrong, in words; empty when there is no more to say.</param>
public sealed record SymbolLookup(string Place, SymbolStatus Status, string Detail)
{
    /// <summary><c>/symbols/app.pdb/…/app.sym: not found</c>.</summary>
    public override string ToString() =>
        $"{Place}: {Words(Status)}" + (Detail.Length == 0 ? "" : Status == SymbolStatus.Found ? $", {Detail}" : $" ({Detail})");

    static string Words(SymbolStatus status) => status switch
    {
        SymbolStatus.Found => "found",
        SymbolStatus.NotFound => "not found",
        SymbolStatus.WrongId => "wrong id",
        SymbolStatus.Malformed => "malformed",
        SymbolStatus.Denied => "denied",
        SymbolStatus.TimedOut => "timed out",
        _ => "unreachable",
    };
}
