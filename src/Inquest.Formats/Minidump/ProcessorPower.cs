namespace Inquest.Formats.Minidump;

/// <summary>How fast the processor was (MINIDUMP_MISC_INFO_2), in MHz.</summary>
/// <param name="MaxMhz">By design.</param>
/// <param name="CurrentMhz">At the time.</param>
/// <param name="MhzLimit">By policy or heat.</param>
/// <param name="MaxIdleState">Deepest idle state.</param>
/// <param name="CurrentIdleState">Idle state at the time.</param>
public readonly record struct ProcessorPower(
    uint MaxMhz, uint CurrentMhz, uint MhzLimit, uint MaxIdleState, uint CurrentIdleState);
