namespace Inquest.Grouping;

/// <summary>One call as the source has it: inlined calls are frames of their own. This is what is stored for regrouping.</summary>
public sealed record LogicalFrame
{
    /// <summary>Cleaned name, null when nothing is known.</summary>
    public string? Function { get; init; }

    /// <summary>Native module in lower case without path and version; module, class or package of managed code as it is.</summary>
    public string? Module { get; init; }

    /// <summary>File name without its path.</summary>
    public string? File { get; init; }

    /// <summary>The file's path where it has one, with slashes, for rules; null when it says no more than <see cref="File"/>.</summary>
    public string? Path { get; init; }

    public int? Line { get; init; }

    /// <summary>Address relative to the module, of physical frames.</summary>
    public ulong? Offset { get; init; }

    public bool IsInline { get; init; }

    public bool InApp { get; init; }

    /// <summary>The client said whether the frame is in-app; otherwise the server's lists did.</summary>
    public bool InAppByClient { get; init; }

    public FrameRole Role { get; init; }

    /// <summary>How many calls of the same recursion this stands for.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Index of the physical frame in its thread or exception.</summary>
    public int PhysicalIndex { get; init; }
}
