namespace Inquest.Health.Gate;

/// <summary>What counters say of a release and its predecessor; <see cref="EvidenceBuilder"/> makes evidence of it.</summary>
public sealed record GateHistory
{
    /// <summary>First hour of the release.</summary>
    public required long Start { get; init; }

    public required long Now { get; init; }

    /// <summary>The release's hours since <see cref="Start"/>, of everybody and of segments.</summary>
    public required IReadOnlyList<HourUsers> New { get; init; }

    /// <summary>The predecessor's in the same hours.</summary>
    public required IReadOnlyList<HourUsers> Old { get; init; }

    /// <summary>Segments that take part, with their shares of the predecessor's users before <see cref="Start"/>.</summary>
    public IReadOnlyDictionary<long, (string Name, double Weight)> Segments { get; init; } = new Dictionary<long, (string, double)>();

    /// <summary>Days on which somebody used the predecessor, one for each person, and those of them with a crash.</summary>
    public (long Users, long Crashed) OldDays { get; init; }

    public AdoptionCurve Curve { get; init; } = AdoptionCurve.Flat;

    /// <summary>See <see cref="GateEvidence.HighestLogEvidence"/>.</summary>
    public double Highest { get; init; } = double.NegativeInfinity;
}
