namespace Inquest.Capture;

/// <summary>The signal that ended a process.</summary>
/// <param name="Code">si_code: why it was sent; values of 0 and below mean a process sent it.</param>
/// <param name="Address">si_addr, the address of the fault; zero when the signal has none.</param>
/// <param name="Sender">si_pid of a signal that a process sent, otherwise zero.</param>
public readonly record struct CrashSignal(uint ThreadId, int Number, int Code, ulong Address, uint Sender);
