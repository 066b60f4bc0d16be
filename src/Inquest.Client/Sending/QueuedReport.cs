namespace Inquest.Client.Sending;

/// <param name="EventId">32 hex digits.</param>
/// <param name="Json">The event.</param>
sealed record QueuedReport(string EventId, byte[] Json);
