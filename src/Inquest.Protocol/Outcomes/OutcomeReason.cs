namespace Inquest.Protocol.Outcomes;

/// <summary>The closed list of reasons beside an <see cref="OutcomeKind"/>; client discards carry the client's own word.</summary>
public static class OutcomeReason
{
    public const string Duplicate = "duplicate";
    public const string ProjectId = "project_id";
    public const string AuthVersion = "auth_version";
    public const string NoData = "no_data";
    public const string EmptyEnvelope = "empty_envelope";
    public const string ContentType = "content_type";
    public const string MissingMinidump = "missing_minidump_upload";
    public const string InvalidMinidump = "invalid_minidump";
    public const string SecurityReport = "security_report";
    public const string Cors = "cors";
    public const string Payload = "payload";
    public const string InvalidJson = "invalid_json";
    public const string InvalidMsgPack = "invalid_msgpack";
    public const string InvalidMultipart = "invalid_multipart";
    public const string InvalidEnvelope = "invalid_envelope";
    public const string InvalidCompression = "invalid_compression";
    public const string DuplicateItem = "duplicate_item";
    public const string NoEventPayload = "no_event_payload";
    public const string Timestamp = "timestamp";
    public const string ProcessUnreal = "process_unreal";
    public const string Internal = "internal";
    public const string FingerprintReservoir = "fingerprint_reservoir";
    public const string SpikeGuard = "spike_guard";
    public const string Quota = "quota";
    public const string SenderAddress = "ip-address";
    public const string SenderAgent = "user-agent";
    public const string FilteredRelease = "release-version";
    public const string FilteredError = "error-message";
    public const string Consent = "consent";
    public const string Retention = "retention";
    public const string InvalidSession = "invalid_session";
    public const string SessionTooOld = "session_too_old";
    public const string SessionInFuture = "session_in_future";
    public const string TooManyReleases = "too_many_releases";
    public const string UploadKey = "upload_key";
    public const string UploadForged = "upload_forged";
    public const string UploadExpired = "upload_expired";
    public const string UploadReplayed = "upload_replayed";
    public const string UploadSwapped = "upload_swapped";
    public const string UploadMissing = "upload_missing";
    public const string UploadDiffers = "upload_differs";
    public const string UploadAbandoned = "upload_abandoned";
    public const string TooManySessions = "too_large:sessions";
    public const string AttachmentDropped = "too_large:attachments";

    /// <summary><c>too_large:event</c> and the like.</summary>
    public static string TooLarge(string item) => "too_large:" + Label(item);

    /// <summary><c>unsupported_item:span</c> and the like.</summary>
    public static string UnsupportedItem(string type) => "unsupported_item:" + Label(type);

    // A hostile item type must not become an unbounded metric label.
    static string Label(string text)
    {
        const int longest = 40;
        var length = 0;
        while (length < text.Length && length < longest && (char.IsAsciiLetterOrDigit(text[length]) || text[length] is '_' or '-' or '.'))
        {
            length++;
        }

        return length == 0 ? "unknown" : text[..length];
    }
}
