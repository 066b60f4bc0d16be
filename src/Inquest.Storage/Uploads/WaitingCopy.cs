namespace Inquest.Storage.Uploads;

/// <summary>A crash that was counted and not uploaded.</summary>
/// <param name="EventId">32 lower-case hex digits: counted once, however often it is told.</param>
/// <param name="Fingerprint">What the client tells its crashes apart by.</param>
/// <param name="UserHash">The user as the client hashed them: 32 bytes, or null.</param>
public sealed record WaitingCopy(
    long ProjectId, string EventId, long KeyId, string Fingerprint, byte[]? UserHash, string? Release, string? Platform,
    DateTimeOffset CrashedAt, DateTimeOffset ReceivedAt);
