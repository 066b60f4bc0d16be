namespace Inquest.Symbols.Files;

/// <summary>What of a module one file has.</summary>
[Flags]
public enum ModuleFileContents
{
    None = 0,

    /// <summary>The code itself: the file can be run or loaded.</summary>
    Code = 1,

    /// <summary>Tables that say how to find a caller.</summary>
    UnwindInfo = 2,

    /// <summary>Functions, lines and inlined calls.</summary>
    DebugInfo = 4,
}
