using System.Globalization;
using System.Text.Json;
using Inquest.Health.Gate;
using Inquest.Health.Rates;
using Inquest.Server.Releases;
using Inquest.Storage.Releases;
using Inquest.Web.Text;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>Rates and gates as view models.</summary>
static class ReleaseViews
{
    public static RateView Rate(CrashFreeRate rate, string why) =>
        new(rate.Value, rate.Crashed, rate.Total, rate.Interval?.Low, rate.Interval?.High, why);

    public static RateView Rate(SampledRate rate) => Rate(rate.Rate ?? default, rate.Why);

    public static string Users(HealthTotals totals) => totals.UsersAreExact
        ? "Different users of the window, each once, from sessions that name one; counted exactly."
        : "Different users of the window; estimated within 0.41 %, because a day had more than a million.";

    public static string Share(double? share) => share is { } value ? Percent(value) : "—";

    public static string Percent(double share) => (100 * share).ToString(share < .1 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + " %";

    public static GateView Gate(GateAnswer answer)
    {
        var decision = answer.Decision;
        return new GateView
        {
            Verdict = answer.Verdict,
            State = answer.State,
            Words = answer.Missing.Count > 0 && decision is null ? "There is no verdict yet." : GateWords.Of(answer),
            Missing = [.. answer.Missing.Select(missing => (missing.What, missing.Next))],
            Baseline = answer.Baseline,
            Steps = answer.Rollout is null ? [] : [.. answer.Settings.Steps.Select(step => Percent(step.Share))],
            Step = answer.Rollout?.Step ?? 0,
            Since = answer.Rollout is { } rollout ? IssueViews.Time(rollout.StepSince) : null,
            Rate = decision is null ? null : Rate(answer.Rate, ""),
            BaselineRate = decision is null ? null : Rate(answer.BaselineRate, ""),
            Unit = answer.Unit,
            WorseEvidence = Evidence(decision?.LogWorse ?? 0),
            HaltAt = (1 / answer.Settings.Alpha).ToString("0", CultureInfo.InvariantCulture),
            GoodEvidence = Evidence(decision?.LogGoodEnough ?? 0),
            AdvanceAt = answer.Settings.AdvanceEvidence.ToString("0", CultureInfo.InvariantCulture),
            Power = Power(answer),
            Segments = [.. (decision?.Segments ?? []).Take(5).Where(one => one.LogEvidence > 0).Select(one => (one.Name, Evidence(one.LogEvidence), one.IsGuilty))],
            Causes = decision is null ? [] : [.. answer.Causes.Select(Cause)],
        };
    }

    public static CauseRow Cause(GateCause cause) => new(
        cause.IssueId, cause.ShortId, cause.Title, cause.IsNew, cause.Crashes, cause.Expected.ToString("0.#", CultureInfo.InvariantCulture), Percent(cause.Share));

    public static DecisionRow Decision(RolloutDecision decision, GateSettings settings, bool? replayed)
    {
        var figures = Read(decision.FiguresJson, GateJson.Default.GateFigures) ?? new GateFigures();
        var told = Read(decision.ToldJson, GateJson.Default.ListGateTold) ?? [];
        return new DecisionRow(
            IssueViews.Time(decision.At), decision.Verdict, decision.Reason, decision.Phase == "waiting" ? "waiting for data" : decision.Phase,
            decision.Step < settings.Steps.Count ? Percent(settings.Steps[decision.Step].Share) : "", decision.Actor, decision.Note,
            $"{Figure.Count(figures.Crashed)} of {Figure.Count(figures.Total)} {figures.Unit} crashed, predecessor {Figure.Count(figures.BaselineCrashed)} of {Figure.Count(figures.BaselineTotal)}; evidence {Evidence(figures.LogWorse)}",
            string.Join(", ", told.Select(one => $"{one.Url} ({(one.Status == 0 ? one.Answer : one.Status.ToString(CultureInfo.InvariantCulture))})")), replayed);
    }

    static string? Power(GateAnswer answer)
    {
        var rate = answer.BaselineRate;
        if (rate.Total <= 0 || rate.Crashed <= 0 || rate.Crashed >= rate.Total)
        {
            return null;
        }

        var before = rate.Crashed / rate.Total;
        var bound = GatePower.SequentialBound(before, before + answer.Settings.Margin, answer.Settings.Alpha);
        return double.IsFinite(bound)
            ? $"A release worse by {Percent(answer.Settings.Margin)} is seen after some {Figure.Count((long)bound)} users at best."
            : null;
    }

    static string Evidence(double log) => GateWords.Evidence(log) is var value && value >= 1_000_000
        ? "over a million"
        : value.ToString(value < 10 ? "0.##" : "#,0", CultureInfo.InvariantCulture);

    static T? Read<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
