namespace Inquest.Capture;

/// <summary>A loaded ELF file.</summary>
/// <param name="Size">From the base to the end of its last PT_LOAD segment, in bytes.</param>
/// <param name="BuildId">GNU build id, or the fold of its first code, or empty.</param>
public sealed record ModuleSnapshot(ulong Base, ulong Size, string Path, ReadOnlyMemory<byte> BuildId);
