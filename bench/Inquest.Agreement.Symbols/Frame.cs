using Inquest.Formats.Demangle;

namespace Inquest.Agreement.Symbols;

/// <summary>A function, inlined or not, with the place that executes in it. Innermost first in a list of them.</summary>
readonly record struct Frame(string Function, string File, int Line)
{
    // Addresses are many, names and paths few.
    static readonly Dictionary<string, string> Names = [];
    static readonly Dictionary<string, string> Paths = [];
    static readonly Lock Gate = new();

    /// <summary>Names are as linked, so that only one demangler has a say.</summary>
    public static Frame Of(string function, string path, int line)
    {
        lock (Gate)
        {
            if (!Names.TryGetValue(function, out var name))
            {
                Names[function] = name = Demangler.Demangle(function);
            }

            if (!Paths.TryGetValue(path, out var normal))
            {
                Paths[path] = normal = Normalize(path);
            }

            return new Frame(name, normal, line);
        }
    }

    public override string ToString() => $"{Function} {File}:{Line}";

    // Without steps that go nowhere: writers differ in whether they resolve them.
    static string Normalize(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries))
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
