using System.Globalization;
using Inquest.Health.Gate;

namespace Inquest.Server.Releases;

/// <summary>Verdicts in sentences.</summary>
static class GateWords
{
    /// <summary>An e-value for people and JSON: finite, however strong the evidence is.</summary>
    public static double Evidence(double log) => Math.Exp(Math.Min(log, 60));

    public static string Of(GateAnswer answer)
    {
        var decision = answer.Decision;
        var guilty = decision?.Segments.FirstOrDefault(one => one.IsGuilty)?.Name;
        var (here, before) = (Percent(answer.Rate.Value), Percent(answer.BaselineRate.Value));
        return answer.State switch
        {
            "overridden" => "A person has said to go on against the gate.",
            "halted" when answer.Reason is not (GateReason.WorseThanPredecessor or GateReason.WorseInSegment) => "It is halted; a person lets it go on.",
            _ => answer.Reason switch
            {
                GateReason.WorseThanPredecessor => $"{answer.Release} crashes more often than {answer.Baseline}: {here} crash-free {answer.Unit} against {before}{(guilty is null ? "" : $", worst where {guilty}")}.",
                GateReason.WorseInSegment => $"{answer.Release} crashes more often than {answer.Baseline}{(guilty is null ? " in a part of its users" : $" where {guilty}")}; all users together read {here} against {before}.",
                GateReason.GoodEnough => $"{answer.Release} is within the margin of {answer.Baseline}: {here} crash-free {answer.Unit} against {before}.",
                GateReason.SuspiciousRate => $"There are signs that {answer.Release} is worse than {answer.Baseline}, not yet enough to halt it.",
                GateReason.TooOld => "It is still undecided at the greatest age: a person decides.",
                GateReason.NoBaseline => "There is no earlier release to compare with.",
                GateReason.NoUsers => "No user of it has been heard of.",
                _ => "Too few users to tell yet.",
            },
        };
    }

    static string Percent(double? rate) => rate is { } value ? (100 * value).ToString("0.00", CultureInfo.InvariantCulture) + " %" : "no data";
}
