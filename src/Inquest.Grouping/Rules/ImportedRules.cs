namespace Inquest.Grouping.Rules;

/// <summary>Another tool's rules in our language.</summary>
/// <param name="Text">A rule file; what was not taken over stands in it as comments.</param>
/// <param name="NotMapped">What has no counterpart, by line of the source.</param>
public sealed record ImportedRules(string Text, IReadOnlyList<RuleError> NotMapped);
