namespace Inquest.Client.Stacks;

/// <summary>Names of types and methods as people wrote them: async and iterator state machines, lambdas and local functions are undone.</summary>
/// <remarks>
/// What Roslyn makes (dotnet/roslyn, GeneratedNames): <c>Shelf+&lt;LendAsync&gt;d__3.MoveNext</c>, <c>Shelf+&lt;&gt;c.&lt;Lend&gt;b__0_1</c>,
/// <c>Shelf.&lt;Lend&gt;g__Find|2_0</c>, <c>Program.&lt;Main&gt;$</c>. They become <c>Shelf.LendAsync</c>, <c>Shelf.Lend.&lt;lambda&gt;</c>,
/// <c>Shelf.Lend.Find</c> and <c>Program.Main</c>.
/// </remarks>
static class MethodNames
{
    public static (string? Type, string Function) Clean(string? type, string method)
    {
        if (type is null)
        {
            return (null, Method(method));
        }

        // Arguments of generic types are other types' names.
        var bracket = type.IndexOf('[', StringComparison.Ordinal);
        var segments = (bracket < 0 ? type : type[..bracket]).Split('+');
        var kept = segments.Length;
        while (kept > 1 && segments[kept - 1].StartsWith('<'))
        {
            kept--;
            // The state machine's name has the method's; a closure's has nothing.
            if (method is "MoveNext" && StateMachineOf(segments[kept]) is { } owner)
            {
                method = owner;
            }
        }

        return (string.Join('.', segments[..kept].Select(WithoutArity)), Method(method));
    }

    static string? StateMachineOf(string segment)
    {
        var close = segment.LastIndexOf('>');
        return close > 1 && segment.AsSpan(close + 1).StartsWith("d") ? segment[1..close] : null;
    }

    static string Method(string method)
    {
        if (!method.StartsWith('<'))
        {
            return method;
        }

        var close = MatchingClose(method);
        if (close <= 1)
        {
            return method;
        }

        var owner = Method(method[1..close]);
        var rest = method.AsSpan(close + 1);
        if (rest.StartsWith("b__"))
        {
            return owner + ".<lambda>";
        }

        if (rest.StartsWith("g__"))
        {
            var end = rest.IndexOf('|');
            return $"{owner}.{(end < 0 ? rest[3..] : rest[3..end])}";
        }

        return owner;
    }

    // Names nest: <<Main>$>g__Work|0_0.
    static int MatchingClose(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] == '<' ? 1 : text[i] == '>' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    static string WithoutArity(string name)
    {
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : name[..tick];
    }
}
