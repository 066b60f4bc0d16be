namespace Inquest.Health.Rates;

/// <summary>Whether sessions and crashes were kept alike, and what was done where they were not.</summary>
public enum SamplingState
{
    /// <summary>Nothing says that anything was left out.</summary>
    Unsampled,

    /// <summary>Both were kept with the same probability: their ratio is right as it is.</summary>
    Matched,

    /// <summary>Brought back to what was before sampling, by inverse probabilities.</summary>
    Corrected,

    /// <summary>Only sessions that were told of count; crash reports of other sessions are left out, so that both sides are thinned alike.</summary>
    ConfirmedOnly,

    /// <summary>No rate can be told.</summary>
    Refused,
}
