using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Inquest.Client.Delivery;

/// <summary>What a server is told of a report before it has it, read from the event.</summary>
/// <param name="UserHash">SHA-256 over <c>id:</c> and the user's id, in hex; null without one.</param>
sealed record ReportLabels(string? Release, string? Environment, string? Platform, string? UserHash)
{
    public static ReportLabels Of(ReadOnlyMemory<byte> eventJson)
    {
        try
        {
            using var json = JsonDocument.Parse(eventJson);
            var root = json.RootElement;
            var user = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("user", out var value) && value.ValueKind == JsonValueKind.Object
                ? Text(value, "id") : null;
            return root.ValueKind != JsonValueKind.Object ? new ReportLabels(null, null, null, null)
                : new ReportLabels(Text(root, "release"), Text(root, "environment"), Text(root, "platform"), user is null ? null : Hash(user));
        }
        catch (JsonException)
        {
            return new ReportLabels(null, null, null, null);
        }
    }

    public static string Hash(string userId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("id:" + userId)));

    static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
