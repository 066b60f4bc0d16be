using Inquest.Grouping.Rules;

namespace Inquest.Grouping.V1;

/// <summary>
/// The second fingerprint. Frozen: a change of what it answers is a new version in a folder of its own.
/// </summary>
/// <remarks>
/// A bug is where it is, not how it was found or who called it. From the innermost call outwards, what machinery, the language's library
/// and failure reporters add is passed over, then what has a common name; the first function with a name of its own decides, and with it
/// the library calls that it made (heap, locks, toolkits), and the type of the exception. Lines, addresses, load order, paths, return
/// types and callers never count. Without such a function the best of what there is decides, and without a stack the message.
/// </remarks>
static class FingerprintV1
{
    public const int Version = 1;

    // Weights in quarters of a function of its own.
    const int Enough = 4;
    const int OfLeaf = 1;
    const int OfCommon = 2;

    // A recursion that ended a stack was at least so deep.
    const int DeepRecursion = 5;

    public static KeyDecision Decide(NormalisedStack stack, RuleSet? rules)
    {
        var facts = stack.Facts ?? throw new ArgumentException("A stack of version 0 has no facts: normalise the report again.", nameof(stack));
        var ruled = rules?.Apply(stack);
        var deciding = Choose(stack, facts, ruled, out var how);
        var type = ruled?.Type ?? facts.Type;
        var hash = new KeyHash(Version);
        if (facts.Kind is "hang" or "out-of-memory")
        {
            hash.Add("kind ", facts.Kind);
        }

        if (deciding.Count > 0)
        {
            hash.Add("type ", type ?? "");
            foreach (var part in deciding)
            {
                hash.Add(part.Prefix, part.Name);
            }
        }
        else
        {
            hash.Add("message ", V0.MessageShape.Of(MessageOf(facts)));
            how = facts.Message is null ? "No stack decided: what the report says of itself did, without its numbers, ids and quoted text."
                : "No stack decided: the message did, without its numbers, ids and quoted text.";
        }

        var key = hash.ToKey();
        var decision = new KeyDecision(key, Version, deciding, how) { MessageShape = deciding.Count == 0 ? V0.MessageShape.Of(MessageOf(facts)) : null, Ruled = ruled?.Sentence };
        return ByFingerprint(decision, facts, ruled);
    }

    static KeyDecision ByFingerprint(KeyDecision decision, EventFacts facts, RuledStack? ruled)
    {
        var first = decision.Parts.Count > 0 ? decision.Parts[^1].Frame : null;
        var parts = ruled?.Fingerprint is { } template
            ? ClientFingerprint.Expand(template, facts, first, decision.Key)
            : ClientFingerprint.Expand(facts.ClientFingerprint, facts, first, decision.Key);
        if (parts is null)
        {
            return decision;
        }

        var hash = new KeyHash(Version);
        foreach (var part in parts)
        {
            hash.Add(ruled?.Fingerprint is null ? "client " : "rule ", part);
        }

        var shown = string.Join(" · ", parts.Select(part => part == decision.Key ? "default" : part));
        var cut = facts.ClientFingerprintCut && ruled?.Fingerprint is null ? $" It was longer than {GroupingLimits.MaxFingerprintParts} parts of {GroupingLimits.MaxFingerprintPart} characters, or had NULs, and was cut." : "";
        return decision with
        {
            Key = hash.ToKey(),
            Explanation = ruled?.Fingerprint is null ? $"The client's own fingerprint decided: {shown}.{cut}" : $"A rule of the server decided: {shown}.",
        };
    }

    static string MessageOf(EventFacts facts) => facts.Message ?? facts.Value ?? facts.Fallback ?? facts.Kind;

    static List<KeyPart> Choose(NormalisedStack stack, EventFacts facts, RuledStack? ruled, out string how)
    {
        var parts = new List<KeyPart>(4);
        var isManaged = Languages.IsManaged(facts.Platform);
        var hasApp = HasApp(stack, ruled, isManaged);
        var start = ruled?.Sentinel ?? 0;
        if (IsStackOverflow(facts) && Recursion(stack, start, isManaged) is { } recursive)
        {
            how = "The stack overflowed: the function that calls itself decided.";
            parts.Add(recursive);
            return parts;
        }

        var (sum, isNamed) = (0, false);
        for (var i = start; i < stack.Frames.Count && sum < Enough; i++)
        {
            var weight = WeightOf(stack, ruled, i, isManaged, facts.Kind == "hang", hasApp);
            if (weight is FrameWeight.Leaf or FrameWeight.Full || ruled?.IsPrefix(i) == true)
            {
                isNamed |= weight == FrameWeight.Full;
                sum += ruled?.IsPrefix(i) == true ? 0 : weight == FrameWeight.Full ? Enough : OfLeaf;
                Add(parts, stack, ruled, i, isManaged);
            }
        }

        if (sum >= Enough)
        {
            how = !isNamed ? "No function has a name of its own: library calls and places in modules decided."
                : hasApp && isManaged ? "The innermost function of the app with a name of its own decided." : "The innermost function with a name of its own decided.";
            return isNamed ? parts : WithPlace(parts);
        }

        return ChooseCommon(stack, facts, ruled, isManaged, hasApp, parts, out how);
    }

    // Nothing has a name of its own: two common names, a test's class, a reporter, or whatever is named.
    static List<KeyPart> ChooseCommon(NormalisedStack stack, EventFacts facts, RuledStack? ruled, bool isManaged, bool hasApp, List<KeyPart> leaves, out string how)
    {
        var parts = new List<KeyPart>(4);
        var start = ruled?.Sentinel ?? 0;
        foreach (var wanted in (ReadOnlySpan<FrameWeight>)[FrameWeight.Common, FrameWeight.Test, FrameWeight.Reporter])
        {
            var sum = 0;
            for (var i = start; i < stack.Frames.Count && sum < Enough; i++)
            {
                var weight = WeightOf(stack, ruled, i, isManaged, facts.Kind == "hang", hasApp);
                if (weight == wanted || (weight == FrameWeight.Leaf && wanted == FrameWeight.Common))
                {
                    sum += weight == FrameWeight.Leaf ? OfLeaf : wanted == FrameWeight.Common ? OfCommon : Enough;
                    Add(parts, stack, ruled, i, isManaged, isCommon: weight == wanted, isClass: wanted == FrameWeight.Test);
                }
            }

            if (parts.Exists(part => part.Prefix[0] != 'p'))
            {
                how = "No function has a name of its own: the innermost calls that say anything decided.";
                return parts;
            }
        }

        how = "No function has a name: places in modules decided.";
        var named = false;
        parts = leaves;
        for (var i = start; i < stack.Frames.Count && parts.Count < Enough; i++)
        {
            // Machinery alone: better than nothing.
            if (parts.Count == 0 && stack.Frames[i].Function is not null && ruled?.IsIgnored(i) != true)
            {
                Add(parts, stack, ruled, i, isManaged, isCommon: true);
                named = true;
            }
        }

        how = named ? "Only machinery is on this stack: its innermost call decided." : how;
        return WithPlace(parts);
    }

    // Without names the module alone would make one bug of all that crashes in it. The place of the innermost such frame is good for one
    // build; symbols that arrive give the event the key of its function.
    static List<KeyPart> WithPlace(List<KeyPart> parts)
    {
        var at = parts.FindIndex(part => part.Prefix == "place " && part.Frame is { Module: not null, Offset: not null });
        if (at >= 0)
        {
            var frame = parts[at].Frame;
            parts[at] = parts[at] with { Name = PlaceNames.Of(frame.Module!, frame.Offset!.Value) };
        }

        return parts;
    }

    static FrameWeight WeightOf(NormalisedStack stack, RuledStack? ruled, int i, bool isManaged, bool isHang, bool hasApp)
    {
        var frame = stack.Frames[i];
        if (ruled is not null && ruled.IsIgnored(i))
        {
            return FrameWeight.None;
        }

        if (ruled?.FoldName(i) is not null)
        {
            return FrameWeight.Full;
        }

        var inApp = ruled?.InApp(i) ?? frame.InApp;
        var said = isManaged || frame.InAppByClient || ruled?.InApp(i) is not null;
        return hasApp && said && !inApp ? FrameWeight.None : FrameWeights.Of(frame, isManaged, isHang);
    }

    // A file without functions of the app leaves the decision to all frames.
    static bool HasApp(NormalisedStack stack, RuledStack? ruled, bool isManaged)
    {
        for (var i = 0; i < stack.Frames.Count; i++)
        {
            var frame = stack.Frames[i];
            if ((ruled?.InApp(i) ?? (frame.InApp && (isManaged || frame.InAppByClient))) && frame.Role == FrameRole.Code && (frame.Function ?? frame.File) is not null)
            {
                return true;
            }
        }

        return false;
    }

    static bool IsStackOverflow(EventFacts facts) => Says(facts.Type) || Says(facts.Value) || Says(facts.Fallback);

    static bool Says(string? text) => text is not null && (text.Contains("StackOverflow", StringComparison.Ordinal) || text.Contains("RecursionError", StringComparison.Ordinal)
        || text.Contains("stack overflow", StringComparison.OrdinalIgnoreCase) || text.Contains("SystemStackError", StringComparison.Ordinal)
        || text.Contains("Maximum call stack size", StringComparison.Ordinal) || text.Contains("maximum recursion depth", StringComparison.Ordinal));

    // Where in the circle the stack ended is chance; the first name in the alphabet is not.
    static KeyPart? Recursion(NormalisedStack stack, int start, bool isManaged)
    {
        LogicalFrame? first = null;
        for (var i = start; i < stack.Frames.Count; i++)
        {
            var frame = stack.Frames[i];
            if (frame.Repeats >= DeepRecursion && frame.Function is not null && (first is null || string.CompareOrdinal(frame.Function, first.Function) < 0))
            {
                first = frame;
            }
        }

        return first is null ? null : new KeyPart("recursion ", NameOf(first, isManaged, isCommon: false), first);
    }

    static void Add(List<KeyPart> parts, NormalisedStack stack, RuledStack? ruled, int i, bool isManaged, bool isCommon = false, bool isClass = false)
    {
        var frame = stack.Frames[i];
        var part = ruled?.FoldName(i) is { } folded ? new KeyPart("fold ", folded, frame)
            : frame.Function is null ? frame.File is not null && frame.Module is null ? new KeyPart("file ", frame.File, frame) : new KeyPart("place ", frame.Module ?? frame.File ?? "?", frame)
            : isClass ? new KeyPart("class ", frame.Module ?? ClassOf(frame.Function), frame)
            : new KeyPart("call ", NameOf(frame, isManaged, isCommon), frame);
        if (parts.Count == 0 || parts[^1].Name != part.Name)
        {
            parts.Add(part);
        }
    }

    // A name of its own needs its class at most; a common one of a binary is told apart by that.
    static string NameOf(LogicalFrame frame, bool isManaged, bool isCommon)
    {
        var function = frame.Function!;
        if (!isManaged)
        {
            return isCommon && frame.Module is not null && !function.Contains("::", StringComparison.Ordinal) ? $"{frame.Module}!{function}" : function;
        }

        var owner = frame.Module is { } module ? LastOf(module) : "";
        return owner.Length == 0 || owner.Contains('/', StringComparison.Ordinal) || function.Contains(owner, StringComparison.Ordinal) ? function : $"{owner}.{function}";
    }

    static string ClassOf(string function)
    {
        var dot = function.LastIndexOf('.');
        return dot > 0 ? function[..dot] : function;
    }

    static string LastOf(string module)
    {
        var dot = module.LastIndexOf('.');
        return dot >= 0 && dot + 1 < module.Length ? module[(dot + 1)..] : module;
    }
}
