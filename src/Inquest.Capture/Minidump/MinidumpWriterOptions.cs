namespace Inquest.Capture.Minidump;

/// <summary>How a minidump is written.</summary>
public sealed record MinidumpWriterOptions
{
    public CaptureLimits Limits { get; init; } = CaptureLimits.Default;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
