namespace Inquest.Client.Sampling;

/// <summary>What becomes of a handled report.</summary>
enum SamplingDecision
{
    Send,

    /// <summary>Past the first ones, and not drawn.</summary>
    LeftOutByRate,

    /// <summary>The fingerprint had its share of this window.</summary>
    OverFingerprintCap,

    /// <summary>Too many of all fingerprints in this minute.</summary>
    Spike,
}
