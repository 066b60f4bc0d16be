using System.Text.Json;
using System.Text.Json.Serialization;

namespace Inquest.Server.Uploads;

/// <summary>What a client says when its upload is done.</summary>
sealed record ConfirmRequest
{
    [JsonPropertyName("key")]
    public string? Key { get; set; }

    [JsonPropertyName("crashId")]
    public string? CrashId { get; set; }

    /// <summary>Bytes that were uploaded; checked when given.</summary>
    [JsonPropertyName("size")]
    public long? Size { get; set; }

    /// <summary>Checked when given.</summary>
    [JsonPropertyName("sha256")]
    public string? Sha256 { get; set; }

    [JsonPropertyName("release")]
    public string? Release { get; set; }

    [JsonPropertyName("environment")]
    public string? Environment { get; set; }

    [JsonPropertyName("signature_hint")]
    public JsonElement? SignatureHint { get; set; }

    [JsonPropertyName("user_hash")]
    public string? UserHash { get; set; }

    /// <summary>The event that belongs to the dump, as in an envelope.</summary>
    [JsonPropertyName("event")]
    public JsonElement? Event { get; set; }
}
