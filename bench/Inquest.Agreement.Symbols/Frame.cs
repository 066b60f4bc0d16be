namespace Inquest.Agreement.Symbols;

/// <summary>A function, inlined or not, with the place that executes in it. Innermost first in a list of them.</summary>
readonly record struct Frame(string Function, string File, int Line)
{
    public override string ToString() => $"{Function} {File}:{Line}";

    /// <summary>A path without steps that go nowhere: writers differ in whether they resolve them.</summary>
    public static string Normalize(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
