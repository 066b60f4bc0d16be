namespace Inquest.Symbols.Dump;

/// <summary>A name as it stands in the debug information: scopes, then the source name with its template arguments.</summary>
static class PlainName
{
    /// <summary>The last name without scopes and template arguments: <c>f</c> of <c>a&lt;b::c&gt;::f&lt;d&gt;</c>; "operator" of all operators.</summary>
    public static ReadOnlySpan<char> Identifier(ReadOnlySpan<char> name)
    {
        var (start, end, depth) = (0, -1, 0);
        for (var i = 0; i < name.Length; i++)
        {
            if (depth == 0 && name[i..].StartsWith("operator", StringComparison.Ordinal) && i == start)
            {
                // What follows may be a bracket that nothing closes.
                return name.Slice(i, "operator".Length);
            }

            switch (name[i])
            {
                case '<' or '(' or '{' or '[':
                    end = depth == 0 && end < 0 ? i : end;
                    depth++;
                    break;
                case '>' or ')' or '}' or ']':
                    depth = Math.Max(0, depth - 1);
                    break;
                case ':' when depth == 0:
                    (start, end) = (i + 1, -1);
                    break;
            }
        }

        return name[start..(end < 0 ? name.Length : end)];
    }
}
