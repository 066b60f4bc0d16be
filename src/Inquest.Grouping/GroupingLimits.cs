namespace Inquest.Grouping;

/// <summary>Bounds of the normalisation, keys and rules. Keys depend on the first four: a change of those is a new version.</summary>
public static class GroupingLimits
{
    /// <summary>Logical frames that are kept: enough for every rule, and a deeper stack says no more about its bug.</summary>
    public const int MaxFrames = 128;

    /// <summary>Functions of one recursion: mutual recursion of more is rare and left as it is.</summary>
    public const int MaxCycle = 4;

    /// <summary>Parts of a client's fingerprint: SDKs send one to five.</summary>
    public const int MaxFingerprintParts = 32;

    /// <summary>Characters of one part of a client's fingerprint: a message or a path, not a document.</summary>
    public const int MaxFingerprintPart = 512;

    /// <summary>Characters of a path that rules look at: Windows' classic longest path.</summary>
    public const int MaxPath = 260;

    /// <summary>Characters of a message, type or name that grouping looks at.</summary>
    public const int MaxFactText = 1_000;

    /// <summary>Exception types of a chain that rules look at.</summary>
    public const int MaxTypes = 16;

    /// <summary>Characters of a signature as people see it.</summary>
    public const int MaxSignature = 1_000;

    /// <summary>Characters of a title.</summary>
    public const int MaxTitle = 200;

    /// <summary>Characters of a rule file: a thousand lines of the longest rules seen.</summary>
    public const int MaxRuleText = 256 << 10;

    /// <summary>Rules of one file; each is tried on every frame of every event.</summary>
    public const int MaxRules = 2_000;

    /// <summary>Characters of one pattern: its automaton grows with it.</summary>
    public const int MaxPattern = 500;

    /// <summary>Errors listed of one file: who has more reads the first ones.</summary>
    public const int MaxRuleErrors = 200;
}
