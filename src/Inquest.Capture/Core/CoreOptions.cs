namespace Inquest.Capture.Core;

/// <summary>What a core cannot say itself.</summary>
public sealed record CoreOptions
{
    public CaptureLimits Limits { get; init; } = CaptureLimits.Default;

    /// <summary>The program, when it is no longer where it ran; null to use the path in the core.</summary>
    public string? ExecutablePath { get; init; }

    /// <summary><c>uname</c> of the machine that wrote the core; empty when unknown.</summary>
    public string OperatingSystem { get; init; } = "";
}
