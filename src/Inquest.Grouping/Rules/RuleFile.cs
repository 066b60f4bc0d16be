namespace Inquest.Grouping.Rules;

/// <summary>A rule file as it was read: rules, or every error that it has.</summary>
/// <param name="Rules">Null when there is any error: a file is taken whole or not at all.</param>
/// <param name="Errors">By line.</param>
public sealed record RuleFile(RuleSet? Rules, IReadOnlyList<RuleError> Errors);
