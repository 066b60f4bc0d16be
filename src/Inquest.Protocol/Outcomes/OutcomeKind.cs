namespace Inquest.Protocol.Outcomes;

/// <summary>What became of a unit of data (§2.8). Numbers are those of other tools' exports.</summary>
public enum OutcomeKind
{
    Accepted = 0,
    Filtered = 1,
    RateLimited = 2,
    Invalid = 3,
    Abuse = 4,
    ClientDiscard = 5,
    CardinalityLimited = 6,
}
