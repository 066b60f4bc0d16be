using Inquest.Health.Rates;

namespace Inquest.Server.Api.Wire;

/// <summary>A rate and what it was made from: never one without the other.</summary>
/// <param name="Value">0…1; absent when nothing can be said.</param>
/// <param name="Crashed">Numerator of the complement.</param>
/// <param name="Total">Denominator.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Sampling">What was done about sampling.</param>
/// <param name="Why">Why this number, in a sentence.</param>
sealed record RateBody(double? Value, double Crashed, double Total, double? Low, double? High, string? Sampling = null, string? Why = null)
{
    public static RateBody Of(CrashFreeRate rate, string? why = null) =>
        new(rate.Value, rate.Crashed, rate.Total, rate.Interval?.Low, rate.Interval?.High, null, why);

    public static RateBody Of(SampledRate rate) =>
        Of(rate.Rate ?? default, rate.Why) with { Sampling = Word(rate.State) };

    static string Word(SamplingState state) => state switch
    {
        SamplingState.Unsampled => "unsampled",
        SamplingState.Matched => "matched",
        SamplingState.Corrected => "corrected",
        SamplingState.ConfirmedOnly => "confirmed_only",
        _ => "refused",
    };
}
