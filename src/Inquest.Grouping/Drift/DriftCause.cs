namespace Inquest.Grouping.Drift;

/// <summary>Why the same bug has another key in another release.</summary>
public enum DriftCause
{
    /// <summary>The stacks are alike and differ in more than one way.</summary>
    Changed = 0,

    /// <summary>A compiler put a call in line, or no longer does.</summary>
    Inlined,

    /// <summary>The deciding function has another name between the same callers.</summary>
    Renamed,

    /// <summary>The deciding function is in another class, module or file.</summary>
    Moved,

    /// <summary>A function was put between the deciding one and what it calls, or taken out.</summary>
    Helper,

    /// <summary>One of the stacks has no names: symbols or a map are missing.</summary>
    Symbols,

    /// <summary>The type of the exception is another one.</summary>
    Type,

    /// <summary>The grouping rules were changed in between.</summary>
    Rules,
}
