namespace Inquest.Reports;

/// <summary>An unloaded module that once covered a frame's address.</summary>
public sealed record UnloadedHit(string Module, ulong Offset);
