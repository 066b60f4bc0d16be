namespace Inquest.Grouping.Rules;

/// <summary>Rules of one project in the order of the file: of two that say different things of a frame or an event, the first one holds.</summary>
public sealed class RuleSet
{
    readonly Rule[] _ofFrames;
    readonly Rule[] _ofEvents;

    internal RuleSet(IReadOnlyList<Rule> rules, IReadOnlyList<RulePin> pins)
    {
        Count = rules.Count;
        Pins = pins;
        _ofFrames = [.. rules.Where(rule => rule.ChangesFrames)];
        _ofEvents = [.. rules.Where(rule => rule.Fingerprint is not null || rule.MergeType is not null)];
    }

    public static RuleSet None { get; } = new([], []);

    public int Count { get; }

    /// <summary>Examples that this set must keep right.</summary>
    public IReadOnlyList<RulePin> Pins { get; }

    /// <summary>Reads a rule file; see docs/design/grouping.md for the language.</summary>
    public static RuleFile Parse(string text) => new RuleParser(text).Read();

    /// <summary>What the rules say of a stack; null when none has anything to say.</summary>
    internal RuledStack? Apply(NormalisedStack stack)
    {
        if (stack.Facts is not { } facts)
        {
            return null;
        }

        RuledStack? ruled = null;
        foreach (var rule in _ofFrames)
        {
            if (!rule.HoldsFor(facts))
            {
                continue;
            }

            for (var i = 0; i < stack.Frames.Count; i++)
            {
                if (rule.HoldsFor(stack.Frames[i]))
                {
                    (ruled ??= new(stack.Frames.Count)).Mark(i, rule);
                }
            }
        }

        foreach (var rule in _ofEvents)
        {
            if (rule.HoldsFor(facts) && rule.HoldsForAny(stack.Frames))
            {
                (ruled ??= new(stack.Frames.Count)).Mark(rule);
            }
        }

        return ruled;
    }
}
