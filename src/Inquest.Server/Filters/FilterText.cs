using Inquest.Server.Ingest;

namespace Inquest.Server.Filters;

/// <summary>Patterns as people write them, one a line.</summary>
static class FilterText
{
    /// <param name="problem">What is wrong, in a sentence; null when all can be used.</param>
    public static FilterRules? Parse(string releases, string errors, string addresses, string userAgents, out string? problem)
    {
        var rules = new FilterRules { Releases = Lines(releases), Errors = Lines(errors), Addresses = Lines(addresses), UserAgents = Lines(userAgents) };
        problem = Problem(rules);
        return problem is null ? rules : null;
    }

    /// <summary>What is wrong with rules from outside; null when all can be used.</summary>
    public static string? Problem(FilterRules rules)
    {
        foreach (var list in (IReadOnlyList<string>[])[rules.Releases, rules.Errors, rules.Addresses, rules.UserAgents])
        {
            if (list.Count > IngestLimits.FiltersMax)
            {
                return $"A list has {list.Count} patterns; {IngestLimits.FiltersMax} are the most.";
            }

            if (list.FirstOrDefault(pattern => pattern.Length > IngestLimits.FilterLengthMax) is { } longOne)
            {
                return $"The pattern that begins with \"{longOne[..40]}\" is longer than {IngestLimits.FilterLengthMax} characters.";
            }

            if (list.FirstOrDefault(pattern => pattern.Trim('*', '?').Length == 0) is { } any)
            {
                return $"The pattern \"{any}\" would filter everything. Disable the key under Settings instead.";
            }
        }

        return rules.Addresses.FirstOrDefault(text => InboundFilter.ParseNetwork(text) is null) is { } wrong
            ? $"\"{wrong}\" is no address and no network. Write 203.0.113.7 or 203.0.113.0/24."
            : null;
    }

    static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
