namespace Inquest.Storage.Uploads;

/// <summary>A confirmed upload.</summary>
/// <param name="CrashId">32 lower-case hex digits; the event's id too.</param>
/// <param name="Fingerprint">What the client tells its crashes apart by; null when it did not say.</param>
/// <param name="UserHash">As <see cref="Events.UserHash"/>.</param>
public sealed record CrashUpload(
    long ProjectId, string CrashId, long KeyId, string? Fingerprint, long? UserHash, long Size, DateTimeOffset ConfirmedAt);
