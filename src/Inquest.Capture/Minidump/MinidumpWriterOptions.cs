namespace Inquest.Capture.Minidump;

/// <summary>How a minidump is written.</summary>
public sealed record MinidumpWriterOptions
{
    public CaptureLimits Limits { get; init; } = CaptureLimits.Default;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Overwrite the user's name in /home/NAME with x, wherever it stands; lengths stay.</summary>
    public bool HideHomes { get; init; }

    /// <summary>Keep nothing of the stacks but what an unwinder needs.</summary>
    public bool SanitizeStacks { get; init; }
}
