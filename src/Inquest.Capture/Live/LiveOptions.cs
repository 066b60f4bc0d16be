namespace Inquest.Capture.Live;

/// <summary>Which process to read, and what is known of it.</summary>
public sealed record LiveOptions
{
    /// <summary>In our PID namespace.</summary>
    public required int ProcessId { get; init; }

    /// <summary>What a dying client said; null when a person asks for a living process.</summary>
    public CrashRequest? Request { get; init; }

    public CaptureLimits Limits { get; init; } = CaptureLimits.Default;
}
