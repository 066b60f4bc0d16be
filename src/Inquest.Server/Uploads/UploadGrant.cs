namespace Inquest.Server.Uploads;

/// <summary>What one signed address allows: one PUT of one object, up to a size, until a time.</summary>
/// <param name="Sha256">What the object must hash to, 64 lower-case hex digits; null when the client did not say.</param>
sealed record UploadGrant(UploadKey Key, UploadKind Kind, long BytesMax, DateTimeOffset ExpiresAt, string? Sha256);
