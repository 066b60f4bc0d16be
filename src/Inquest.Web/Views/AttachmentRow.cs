namespace Inquest.Web.Views;

/// <summary>A file that came with an event.</summary>
public sealed record AttachmentRow(long Id, string Name, string? ContentType, string Type, long Size);
