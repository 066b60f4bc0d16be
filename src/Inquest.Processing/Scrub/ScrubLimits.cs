namespace Inquest.Processing.Scrub;

/// <summary>Bounds of the scrubber.</summary>
static class ScrubLimits
{
    /// <summary>A project's own patterns: each costs a pass over every string.</summary>
    public const int MaxPatterns = 50;

    /// <summary>No rule matches less text: a digit and its key, the shortest path.</summary>
    public const int ShortestSecret = 4;

    /// <summary>Passes over one string. Two settle what people write; a text that still changes was made to, and is replaced whole.</summary>
    public const int MaxPasses = 8;

    /// <summary>Longer names are no keys of anything.</summary>
    public const int MaxKeyLength = 128;

    /// <summary>User names end at 32 on Unix, 104 on Windows.</summary>
    public const int MaxUserNameLength = 104;

    /// <summary>Time of one pattern on one string; the engine is linear, so that this is for very long strings.</summary>
    public static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(250);
}
