namespace Inquest.Grouping.V0;

/// <summary>Names of native modules without path, version and case: <c>/usr/lib/libfoo-1.2.so.3.4</c> → <c>libfoo.so</c>.</summary>
static class ModuleNames
{
    public static string BaseName(string path)
    {
        var end = path.AsSpan().TrimEnd("/\\").Length;
        var start = path.AsSpan(0, end).LastIndexOfAny('/', '\\') + 1;
        return path[start..end];
    }

    public static string? Clean(string? path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            return null;
        }

        var name = BaseName(path).ToLowerInvariant();
        var so = name.IndexOf(".so", StringComparison.Ordinal);
        if (so > 0 && (so + 3 == name.Length || name[so + 3] == '.'))
        {
            return WithoutVersion(name[..so]) + ".so";
        }

        return name.EndsWith(".dylib", StringComparison.Ordinal) ? WithoutVersion(name[..^6]) + ".dylib" : name;
    }

    static string WithoutVersion(string stem)
    {
        var end = stem.Length;
        while (end > 0 && (char.IsAsciiDigit(stem[end - 1]) || stem[end - 1] is '.' or '-' or '_'))
        {
            end--;
        }

        // libpng16 and libx264 keep their numbers: those are names. A version follows a separator.
        var version = stem.AsSpan(end).IndexOfAny("-._");
        return end > 0 && version >= 0 ? stem[..(end + version)] : stem;
    }
}
