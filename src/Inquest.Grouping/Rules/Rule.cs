namespace Inquest.Grouping.Rules;

/// <summary>One line of a rule file.</summary>
sealed record Rule
{
    /// <summary>From 1.</summary>
    public required int Line { get; init; }

    /// <summary>All of them must hold.</summary>
    public required IReadOnlyList<Matcher> Matchers { get; init; }

    public bool? InApp { get; init; }

    public bool Ignore { get; init; }

    public bool Prefix { get; init; }

    public bool Sentinel { get; init; }

    /// <summary>Neighbouring frames that match count as one of this name.</summary>
    public string? Fold { get; init; }

    /// <summary>Parts with <c>{{ tokens }}</c>.</summary>
    public IReadOnlyList<string>? Fingerprint { get; init; }

    /// <summary>Events whose type matches count as of this one.</summary>
    public string? MergeType { get; init; }

    public bool ChangesFrames => InApp is not null || Ignore || Prefix || Sentinel || Fold is not null;

    public bool HoldsFor(EventFacts facts)
    {
        foreach (var matcher in Matchers)
        {
            if (!matcher.IsOfFrame && !matcher.Matches(facts))
            {
                return false;
            }
        }

        return true;
    }

    public bool HoldsFor(LogicalFrame frame)
    {
        foreach (var matcher in Matchers)
        {
            if (matcher.IsOfFrame && !matcher.Matches(frame))
            {
                return false;
            }
        }

        return true;
    }

    public bool HoldsForAny(IReadOnlyList<LogicalFrame> frames)
    {
        if (!Matchers.Any(matcher => matcher.IsOfFrame))
        {
            return true;
        }

        foreach (var frame in frames)
        {
            if (HoldsFor(frame))
            {
                return true;
            }
        }

        return false;
    }
}
