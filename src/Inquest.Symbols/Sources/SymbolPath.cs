using System.Buffers;

namespace Inquest.Symbols.Sources;

/// <summary>The layout of Breakpad's symbol stores: <c>libc.so.6/0123…DEF0/libc.so.6.sym</c>.</summary>
public static class SymbolPath
{
    static readonly SearchValues<char> Separating = SearchValues.Create("/\\:*?\"<>|");

    /// <summary>The parts of a module's path, best first. Names and ids that are no plain file names give none.</summary>
    public static IReadOnlyList<(string Name, string Id, string FileName)> For(ModuleId id)
    {
        if (!IsId(id.DebugId))
        {
            return [];
        }

        var places = new List<(string, string, string)>();
        var name = IsPlainName(id.DebugFile) ? id.DebugFile : id.CodeFile;
        if (!IsPlainName(name))
        {
            return [];
        }

        var debugId = id.DebugId.ToUpperInvariant();
        if (name.EndsWith(".pdb", StringComparison.OrdinalIgnoreCase) && name.Length > 4)
        {
            places.Add((name, debugId, name[..^4] + ".sym"));
            return places;
        }

        places.Add((name, debugId, name + ".sym"));

        // Some tools cut `.exe` and `.dll` as they cut `.pdb`.
        if (name.Length > 4 && (name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ||
            name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)))
        {
            places.Add((name, debugId, name[..^4] + ".sym"));
        }

        return places;
    }

    /// <summary>A name that stays inside its folder on every system, and that no search pattern or stream name hides in.</summary>
    public static bool IsPlainName(string name) =>
        name.Length is > 0 and <= SymbolLimits.FileNameLengthMax && name is not ("." or "..") &&
        !name.AsSpan().ContainsAny(Separating) && !name.Any(char.IsControl);

    public static bool IsId(string id) => id.Length is > 0 and <= SymbolLimits.IdLengthMax && id.All(char.IsAsciiHexDigit);
}
