namespace Inquest.Grouping.Rules;

/// <summary>One condition of a rule, e.g. <c>module:"libvendor*"</c>.</summary>
sealed record Matcher(MatchField Field, Pattern Pattern, bool IsNegated)
{
    public bool IsOfFrame => Field <= MatchField.Path;

    public bool Matches(LogicalFrame frame) => IsNegated != (Field switch
    {
        MatchField.Function => Pattern.Matches(frame.Function),
        MatchField.Module => Pattern.Matches(frame.Module),
        _ => Pattern.Matches(frame.Path ?? frame.File),
    });

    public bool Matches(EventFacts facts) => IsNegated != (Field switch
    {
        MatchField.Type => Any(facts),
        MatchField.Value => Pattern.Matches(facts.Value),
        MatchField.Message => Pattern.Matches(facts.Message ?? facts.Value),
        MatchField.Platform => Pattern.Matches(facts.Platform),
        MatchField.Mechanism => Pattern.Matches(facts.Mechanism),
        MatchField.Release => Pattern.Matches(facts.Release),
        MatchField.Logger => Pattern.Matches(facts.Logger),
        MatchField.Level => Pattern.Matches(facts.Level),
        MatchField.Kind => Pattern.Matches(facts.Kind),
        _ => Pattern.Matches(facts.Transaction),
    });

    bool Any(EventFacts facts)
    {
        foreach (var type in facts.Types)
        {
            if (Pattern.Matches(type))
            {
                return true;
            }
        }

        return Pattern.Matches(facts.Type);
    }
}
