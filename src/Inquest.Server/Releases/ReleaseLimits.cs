namespace Inquest.Server.Releases;

/// <summary>Every bound of release health, each with its reason.</summary>
static class ReleaseLimits
{
    public const int EnvironmentLengthMax = 64;

    /// <summary>As the protocol cuts release names.</summary>
    public const int ReleaseLengthMax = 250;

    /// <summary>Each is waited for when a decision is made.</summary>
    public const int HooksMax = 10;

    /// <summary>Segments that a gate bets on. Each one more thins the others' stake.</summary>
    public const int SegmentsMax = 60;

    /// <summary>Hours of a rollout that are looked at: two weeks. Older crashes have been judged.</summary>
    public const int GateHoursMax = 24 * 14;

    /// <summary>Characters of a reason that a person gives.</summary>
    public const int NoteLengthMax = 500;

    /// <summary>Characters kept of what a deploy tool answered.</summary>
    public const int AnswerLengthMax = 300;

    /// <summary>Causes that are named.</summary>
    public const int CausesMax = 10;

    /// <summary>Points of one series of the sessions query: ninety days by the hour.</summary>
    public const int IntervalsMax = 24 * 90;

    /// <summary>What sentry-cli sends of a release: with a few thousand commits, which are dropped.</summary>
    public const int ReleaseBodyBytesMax = 8 << 20;

    /// <summary>Body of a deploy tool's webhook.</summary>
    public const int HookBodyBytesMax = 64 * 1024;
}
