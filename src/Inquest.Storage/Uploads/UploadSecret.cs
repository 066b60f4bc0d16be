namespace Inquest.Storage.Uploads;

/// <summary>One secret of the server; 32 random bytes that no client ever sees.</summary>
public sealed record UploadSecret(long Id, byte[] Secret, DateTimeOffset CreatedAt);
