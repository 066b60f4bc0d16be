namespace Inquest.Grouping.V1;

/// <summary>Names of Java and Kotlin: numbers that compilers and proxies count up go, the words stay.</summary>
static class JvmNames
{
    static readonly string[] Counted =
    [
        "ExternalSyntheticLambda", "SyntheticLambda", "GeneratedMethodAccessor", "GeneratedConstructorAccessor", "$Proxy", "lambda$", "access$", "jdk.proxy", "$HibernateProxy$",
        "MockitoMock$", "ScriptRunner$",
    ];

    static readonly string[] Hashed = ["$$Lambda$", "$$Lambda/", "$$EnhancerBySpringCGLIB$$", "$$FastClassBySpringCGLIB$$", "$$SpringCGLIB$$", "CGLIB$$", "$r8$lambda$", "LambdaForm$MH/", "LambdaForm$DMH/"];

    public static string Clean(string text)
    {
        text = text.Contains("Accessor", StringComparison.Ordinal) ? NameText.CutNumbersAfter(text, "Accessor") : text;
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return NameText.CutFrom(text, "(");
        }

        foreach (var word in Hashed)
        {
            text = NameText.CutNumbersAfter(text, word, isHex: true);
        }

        foreach (var word in Counted)
        {
            text = NameText.CutNumbersAfter(text, word);
        }

        // lambda$load$3 and Kotlin's load$lambda$0 stand in load; Foo$1 is the first anonymous class of Foo, for now.
        text = NameText.CutNumbersAfter(text, "$");
        text = text.StartsWith("lambda$", StringComparison.Ordinal) && text.Length > 8 ? text[7..].TrimEnd('$') + "." + NameText.Lambda : text;
        text = NameText.Swap(text, "$lambda$", "." + NameText.Lambda);
        return text.EndsWith("$default", StringComparison.Ordinal) ? text[..^8] : NameText.CutFrom(text, "(");
    }

    /// <summary>Classes: <c>com.game.Save$load$1</c> → <c>com.game.Save$load$</c>.</summary>
    public static string? Module(string? text) => string.IsNullOrEmpty(text) || !text.Contains('$', StringComparison.Ordinal) ? text : Numbers(text);

    static string Numbers(string text)
    {
        foreach (var word in Hashed)
        {
            text = NameText.CutNumbersAfter(text, word, isHex: true);
        }

        text = NameText.CutNumbersAfter(text, "SyntheticLambda");
        return NameText.CutNumbersAfter(text, "$");
    }
}
