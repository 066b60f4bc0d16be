namespace Inquest.Symbols;

/// <summary>Several files of one module as one: the binary with its unwind tables, its debug file, symbol text.</summary>
/// <param name="parts">Best first; each is asked where those before it know nothing better.</param>
sealed class MergedSymbols(IReadOnlyList<IModuleSymbols> parts) : IModuleSymbols
{
    public bool HasUnwindInfo { get; } = parts.Any(static part => part.HasUnwindInfo);

    public bool HasFunctions { get; } = parts.Any(static part => part.HasFunctions);

    public bool HasLines { get; } = parts.Any(static part => part.HasLines);

    /// <summary>A function with a line beats one without, that beats an exported name, and of those the nearest wins.</summary>
    public SymbolLocation? FindLocation(ulong rva)
    {
        SymbolLocation? best = null;
        foreach (var part in parts)
        {
            if (part.FindLocation(rva) is { } location && (best is null || IsBetter(location, best)))
            {
                best = location;
            }
        }

        return best;
    }

    public CfiRules? FindCfi(ulong rva)
    {
        foreach (var part in parts)
        {
            if (part.FindCfi(rva) is { } rules)
            {
                return rules;
            }
        }

        return null;
    }

    public StackWinRecord? FindStackWin(ulong rva)
    {
        foreach (var part in parts)
        {
            if (part.FindStackWin(rva) is { } record)
            {
                return record;
            }
        }

        return null;
    }

    static bool IsBetter(SymbolLocation candidate, SymbolLocation best) =>
        candidate.IsPublic != best.IsPublic
            ? best.IsPublic
            : candidate.IsPublic
                ? candidate.FunctionRva > best.FunctionRva
                : best.Line is null && candidate.Line is not null;
}
