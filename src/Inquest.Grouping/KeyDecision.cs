namespace Inquest.Grouping;

/// <summary>A key and what decided it.</summary>
/// <param name="Key">32 lower-case hex digits.</param>
/// <param name="Version">The algorithm that made it.</param>
/// <param name="Parts">What of the stack went into it, innermost first; empty when the message decided.</param>
/// <param name="Explanation">One sentence for people.</param>
public sealed record KeyDecision(string Key, int Version, IReadOnlyList<KeyPart> Parts, string Explanation)
{
    /// <summary>The message without what varies, when that decided.</summary>
    public string? MessageShape { get; init; }

    /// <summary>The rules that had a say, in words; null when none had.</summary>
    public string? Ruled { get; init; }

    /// <summary>The deciding parts as people read them: <c>free ← parse_header</c>.</summary>
    public string Signature
    {
        get
        {
            var text = Parts.Count == 0 ? MessageShape ?? "" : string.Join(" | ", Parts.Select(part => part.Name));
            return text.Length > GroupingLimits.MaxSignature ? text[..GroupingLimits.MaxSignature] : text;
        }
    }
}
