using System.Text.Json;
using System.Text.Json.Serialization;

namespace Inquest.Server.Uploads;

/// <summary>What a client says of a crash before it uploads it; names as in the wire contract.</summary>
sealed record SignedUrlRequest
{
    /// <summary>The client's own id of the crash, so that asking again is harmless; null takes a new one.</summary>
    [JsonPropertyName("crashId")]
    public string? CrashId { get; set; }

    [JsonPropertyName("kind")]
    public string? Kind { get; set; }

    /// <summary>Bytes of the object.</summary>
    [JsonPropertyName("size")]
    public long Size { get; set; }

    [JsonPropertyName("sha256")]
    public string? Sha256 { get; set; }

    [JsonPropertyName("release")]
    public string? Release { get; set; }

    [JsonPropertyName("platform")]
    public string? Platform { get; set; }

    /// <summary>Text or list of texts that tell this crash from others: modules and offsets, or an exception's type.</summary>
    [JsonPropertyName("signature_hint")]
    public JsonElement? SignatureHint { get; set; }

    /// <summary>SHA-256 over <c>id:</c> and the user's id, 64 hex digits.</summary>
    [JsonPropertyName("user_hash")]
    public string? UserHash { get; set; }

    [JsonPropertyName("session_id")]
    public string? SessionId { get; set; }

    [JsonPropertyName("crashedAt")]
    public DateTimeOffset? CrashedAt { get; set; }

    /// <summary>Copies that the client counted itself and will not upload; only counted.</summary>
    [JsonPropertyName("count")]
    public int? Count { get; set; }
}
