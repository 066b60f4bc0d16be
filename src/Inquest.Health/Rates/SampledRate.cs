namespace Inquest.Health.Rates;

/// <summary>A rate with the state of its sampling.</summary>
/// <param name="Rate">Null when it is refused.</param>
/// <param name="State">What was done.</param>
/// <param name="Why">The same in a sentence for people.</param>
public readonly record struct SampledRate(CrashFreeRate? Rate, SamplingState State, string Why);
