namespace Inquest.Formats.Minidump;

/// <summary>Which threads had to do with the dump (MDRawBreakpadInfo, 12 bytes).</summary>
/// <param name="DumpThreadId">The thread that wrote it and is no part of the crash, or null.</param>
/// <param name="RequestingThreadId">The thread that crashed or asked for it, or null.</param>
public sealed record MinidumpBreakpadInfo(uint? DumpThreadId, uint? RequestingThreadId);
