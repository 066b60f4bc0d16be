namespace Inquest.Storage.Queries;

/// <summary>A file that came with an event.</summary>
public sealed record AttachmentEntry(long Id, string Name, string? ContentType, string Type, long Size, byte[] BlobHash);
