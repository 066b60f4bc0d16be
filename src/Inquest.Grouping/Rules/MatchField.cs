namespace Inquest.Grouping.Rules;

/// <summary>What a matcher looks at. The first three look at frames, the others at the event.</summary>
public enum MatchField
{
    Function = 0,
    Module,
    Path,
    Type,
    Value,
    Message,
    Platform,
    Mechanism,
    Release,
    Logger,
    Level,
    Kind,
    Transaction,
}
