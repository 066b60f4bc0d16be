namespace Inquest.Symbols.Dump;

/// <summary>What compilers add to the symbol of a function of which they wrote a second body, or a part elsewhere.</summary>
static class CloneSuffix
{
    static readonly string[] Marks = [".cold", ".part.", ".isra.", ".constprop.", ".lto_priv.", ".llvm."];

    /// <summary>The symbol of the function that was written in the source.</summary>
    public static string Remove(string symbol)
    {
        var end = symbol.Length;
        foreach (var mark in Marks)
        {
            // A name does not begin with one: Go and assembly have symbols with dots everywhere.
            var at = symbol.IndexOf(mark, StringComparison.Ordinal);
            end = at > 0 ? Math.Min(end, at) : end;
        }

        return symbol[..end];
    }
}
