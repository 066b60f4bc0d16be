using System.Text.Json.Serialization;

namespace Inquest.Server.Consent;

/// <summary>A choice as a client tells it.</summary>
sealed record ConsentRequest
{
    [JsonPropertyName("user_hash")]
    public string? UserHash { get; set; }

    [JsonPropertyName("state")]
    public string? State { get; set; }

    [JsonPropertyName("textVersion")]
    public int TextVersion { get; set; } = 1;

    [JsonPropertyName("changedAt")]
    public DateTimeOffset? ChangedAt { get; set; }
}
