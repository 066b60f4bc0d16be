using Inquest.Grouping.Rules;
using Inquest.Reports;

namespace Inquest.Grouping;

/// <summary>Report → bug. Pure: the same report and rules give the same key on every machine, for ever.</summary>
public static class Grouper
{
    /// <summary>The version that new events are grouped by.</summary>
    public const int CurrentVersion = V1.FingerprintV1.Version;

    /// <summary>The stack that decides, in the form that is stored.</summary>
    public static NormalisedStack Normalise(Report report) => V1.StackNormaliser.Normalise(report);

    /// <summary>True for stacks that <see cref="Decide"/> takes; others are made again from their reports.</summary>
    public static bool IsCurrent(NormalisedStack stack) => stack.Version == V1.StackNormaliser.Version && stack.Facts is not null;

    public static GroupingResult Group(Report report, RuleSet? rules = null) => Group(report, Normalise(report), rules);

    /// <summary>Groups with a stack that was stored before.</summary>
    public static GroupingResult Group(Report report, NormalisedStack stack, RuleSet? rules = null)
    {
        var decision = Decide(stack, rules);
        var frames = decision.Parts.Select(part => part.Frame).ToList();
        var where = frames.Count > 0 ? frames[^1] : null;
        var how = decision.Ruled is { } ruled ? $"{decision.Explanation} {ruled}" : decision.Explanation;
        return new GroupingResult(decision.Key, decision.Version, decision.Signature, IssueWords.Title(report, where), IssueWords.Culprit(report, where), frames, how);
    }

    /// <summary>The key alone, from the stored stack alone.</summary>
    public static KeyDecision Decide(NormalisedStack stack, RuleSet? rules = null) => V1.FingerprintV1.Decide(stack, rules);

    /// <summary>
    /// The key that the stack would have without its deciding function: where a refactoring put a new function between a bug's own one and the fault,
    /// this is the key from before.
    /// </summary>
    /// <returns>Null when no single function decided.</returns>
    public static KeyDecision? DecideWithoutInnermost(NormalisedStack stack, KeyDecision decision, RuleSet? rules = null)
    {
        if (decision.Parts.Count == 0 || decision.Parts[^1] is not { Prefix: "call ", Frame: { } deciding })
        {
            return null;
        }

        var at = stack.Frames.ToList().IndexOf(deciding);
        var without = Decide(stack with { Frames = [.. stack.Frames.Where((_, i) => i != at)] }, rules);
        return without.Parts.Count > 0 && without.Parts[^1].Prefix == "call " ? without : null;
    }

    /// <summary>The key that the version before gave: issues that have it are found by it until the upgrade is over.</summary>
    public static (int Version, string Key) Older(Report report) => (V0.FingerprintV0.Version, V0.FingerprintV0.Group(report, V0.StackNormaliser.Normalise(report)).Key);
}
