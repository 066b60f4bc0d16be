namespace Inquest.Grouping;

/// <summary>Bounds of the normalisation. Fingerprints depend on them: a change is a new version of these.</summary>
static class GroupingLimits
{
    /// <summary>Logical frames that are kept: enough for every rule, and a deeper stack says no more about its bug.</summary>
    public const int MaxFrames = 128;

    /// <summary>Functions of one recursion: mutual recursion of more is rare and left as it is.</summary>
    public const int MaxCycle = 4;
}
