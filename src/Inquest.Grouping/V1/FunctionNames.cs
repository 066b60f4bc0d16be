namespace Inquest.Grouping.V1;

/// <summary>
/// Function names without what compilers, builds and demanglers add: the same source gives the same name. Frozen with its version.
/// </summary>
static class FunctionNames
{
    // Longer names are generated; their beginning tells them apart.
    const int LongestName = 512;

    /// <param name="name">As symbols or a client gave it.</param>
    /// <param name="language">Whose rules of naming apply.</param>
    /// <returns>Null when the name says nothing (<c>??</c>, <c>&lt;unknown&gt;</c>, an address).</returns>
    public static string? Clean(string? name, NameLanguage language)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        var text = name.AsSpan().Trim().Length == name.Length ? name : name.Trim();
        if (SaysNothing(text))
        {
            return null;
        }

        text = text.Length > LongestName * 4 ? text[..(LongestName * 4)] : text;
        text = language switch
        {
            NameLanguage.Native => NativeNames.Clean(text),
            NameLanguage.DotNet => DotNetNames.Clean(text),
            NameLanguage.Jvm => JvmNames.Clean(text),
            NameLanguage.JavaScript => ScriptNames.JavaScript(text),
            NameLanguage.Go => GoNames.Clean(text),
            NameLanguage.Ruby => ScriptNames.Ruby(text),
            _ => ScriptNames.Python(text),
        };
        text = text.Length > LongestName ? text[..LongestName] : text;
        return text.Length == 0 || SaysNothing(text) ? null : text;
    }

    static bool SaysNothing(string text) => text is "??" or "?" or "<unknown>" or "unknown" or "<redacted>" or "<name omitted>" or "<anonymous>" or "(anonymous)"
        || text.StartsWith("0x", StringComparison.Ordinal) || text.StartsWith("sub_", StringComparison.Ordinal) || text.StartsWith("<unknown in ", StringComparison.Ordinal);
}
