namespace Inquest.Reports;

/// <summary>One exception of the chain that an SDK sent; the outermost (thrown last) comes first.</summary>
public sealed record ReportException
{
    public string? Type { get; init; }

    public string? Value { get; init; }

    public string? Module { get; init; }

    public ulong? ThreadId { get; init; }

    public string? MechanismType { get; init; }

    /// <summary>False is a crash; null means that nobody said, which counts as handled.</summary>
    public bool? Handled { get; init; }

    /// <summary>The type was made up by the SDK and must not decide the grouping.</summary>
    public bool Synthetic { get; init; }

    /// <summary>Innermost first.</summary>
    public IReadOnlyList<Frame> Frames { get; init; } = [];

    /// <summary>Frames that were cut because there were more than the limit.</summary>
    public int FramesOmitted { get; init; }
}
