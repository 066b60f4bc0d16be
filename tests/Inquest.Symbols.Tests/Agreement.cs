using Inquest.Symbols.Cache;

namespace Inquest.Symbols.Tests;

/// <summary>Holds a cache file's answers against the naive reference's.</summary>
static class Agreement
{
    public static void Check(NaiveSymbols expected, SymbolCacheFile actual, IEnumerable<ulong> addresses)
    {
        foreach (var rva in addresses)
        {
            Assert.Equal(Show(expected.FindLocation(rva), rva), Show(actual.FindLocation(rva), rva));
            Assert.Equal(Show(expected.FindCfi(rva), rva), Show(actual.FindCfi(rva), rva));
            Assert.Equal(expected.FindStackWin(rva), actual.FindStackWin(rva));
        }
    }

    static string Show(SymbolLocation? location, ulong rva) => location is null
        ? $"{rva:x}: nothing"
        : $"{rva:x}: {location with { Inlines = [] }} " + string.Join(" <- ", location.Inlines);

    static string Show(CfiRules? rules, ulong rva) => rules is null
        ? $"{rva:x}: nothing"
        : $"{rva:x}: {rules.Start:x} {rules.Size:x} " + string.Join(" | ", rules.Rules);
}
