namespace Inquest.Capture;

/// <summary>When a process was started (Unix time) and the processor time it used, in seconds.</summary>
public readonly record struct ProcessTimes(uint StartedAt, uint UserSeconds, uint KernelSeconds);
