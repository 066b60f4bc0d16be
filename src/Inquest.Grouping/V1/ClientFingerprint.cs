namespace Inquest.Grouping.V1;

/// <summary>A client's own fingerprint with its <c>{{ tokens }}</c> put in. Frozen with its version.</summary>
static class ClientFingerprint
{
    /// <summary>What is believed of it: 32 parts of 512 characters, without NULs.</summary>
    public static (IReadOnlyList<string> Parts, bool IsCut) Bounded(IReadOnlyList<string> parts)
    {
        if (parts.Count == 0)
        {
            return ([], false);
        }

        var isCut = parts.Count > GroupingLimits.MaxFingerprintParts;
        var kept = new List<string>(Math.Min(parts.Count, GroupingLimits.MaxFingerprintParts));
        for (var i = 0; i < parts.Count && i < GroupingLimits.MaxFingerprintParts; i++)
        {
            var part = parts[i];
            var text = part.Length > GroupingLimits.MaxFingerprintPart ? part[..GroupingLimits.MaxFingerprintPart] : part;
            text = NameText.Without(text, "\0");
            isCut |= text.Length != part.Length;
            kept.Add(text);
        }

        return (kept, isCut);
    }

    /// <summary>The tags that tokens name; null when none does.</summary>
    public static IReadOnlyDictionary<string, string>? TagsOf(IReadOnlyList<string> parts, IReadOnlyDictionary<string, string> tags)
    {
        Dictionary<string, string>? found = null;
        foreach (var part in parts)
        {
            if (Token(part) is { } token && token.StartsWith("tags.", StringComparison.Ordinal) && tags.TryGetValue(token[5..], out var value))
            {
                (found ??= new(StringComparer.Ordinal))[token[5..]] = value.Length > GroupingLimits.MaxFactText ? value[..GroupingLimits.MaxFactText] : value;
            }
        }

        return found;
    }

    /// <summary>Null when the default decides: nothing was sent, or <c>{{ default }}</c> alone.</summary>
    public static List<string>? Expand(IReadOnlyList<string> parts, EventFacts facts, LogicalFrame? frame, string defaultKey) =>
        parts.Count == 0 || (parts.Count == 1 && Token(parts[0]) == "default")
            ? null
            : [.. parts.Select(part => Token(part) is { } token ? Value(token, facts, frame, defaultKey) : part)];

    public static string? Token(string part)
    {
        var text = part.AsSpan().Trim();
        return text.StartsWith("{{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal) && text.Length >= 4 ? text[2..^2].Trim().ToString() : null;
    }

    static string Value(string token, EventFacts facts, LogicalFrame? frame, string defaultKey) => token switch
    {
        "default" => defaultKey,
        "type" or "error.type" => facts.Types.Count > 0 ? facts.Types[0] : facts.Type ?? "<no-type>",
        "value" or "error.value" => facts.Value ?? "<no-value>",
        "function" or "stack.function" => frame?.Function ?? "<no-function>",
        "module" or "stack.module" => frame?.Module ?? "<no-module>",
        "package" or "stack.package" => frame?.Module ?? "<no-package>",
        "transaction" => facts.Transaction ?? "<no-transaction>",
        "level" => facts.Level,
        "logger" => facts.Logger ?? "<no-logger>",
        "release" => facts.Release ?? "<no-release>",
        "message" => facts.Message ?? facts.Value ?? "<no-message>",
        "stack.abs_path" => frame?.Path ?? frame?.File ?? "<no-abs-path>",
        "stack.filename" => frame?.File ?? "<no-filename>",
        _ when token.StartsWith("tags.", StringComparison.Ordinal) => facts.Tags?.GetValueOrDefault(token[5..]) ?? $"<no-value-for-tag-{token[5..]}>",
        _ => $"{{{{ {token} }}}}",
    };
}
