namespace Inquest.Web.Views;

/// <summary>An event without an issue: still being processed, or given up.</summary>
public sealed record FailedEventPage(Shell Shell, FailedEventRow Event);
