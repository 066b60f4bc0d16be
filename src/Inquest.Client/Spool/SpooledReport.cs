namespace Inquest.Client.Spool;

/// <summary>One report that waits: an event, and with it a minidump when there is one.</summary>
/// <param name="Id">Event id, 32 hex digits: the server takes the same id once, so that sending it again is harmless.</param>
/// <param name="EventPath">The event as Sentry-style JSON. Its presence makes the report complete: it is written last and removed last.</param>
/// <param name="DumpPath">The minidump, or null.</param>
/// <param name="WrittenAt">When the event was written.</param>
/// <param name="Size">Bytes of both.</param>
public sealed record SpooledReport(string Id, string EventPath, string? DumpPath, DateTimeOffset WrittenAt, long Size);
