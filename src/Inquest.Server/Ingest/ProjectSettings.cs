using System.Text.Json;
using System.Text.Json.Serialization;
using Inquest.Processing.Scrub;
using Inquest.Server.Filters;

namespace Inquest.Server.Ingest;

/// <summary>What a project decides about its data; <c>project.settings_json</c>.</summary>
/// <remarks>Setters, since generated JSON readers overwrite the defaults of init-only properties that a text leaves out.</remarks>
public sealed record ProjectSettings
{
    public static ProjectSettings Default { get; } = new();

    /// <summary>Origins that browsers may send from, e.g. <c>https://shop.example</c> or <c>*.shop.example</c>; empty allows all.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    public ScrubRules Scrub { get; set; } = ScrubRules.Default;

    public FilterRules Filters { get; set; } = FilterRules.None;

    /// <summary>Keep the address that a request came from for users who sent none of their own (<c>{{auto}}</c>).</summary>
    public bool KeepPeerAddress { get; set; } = true;

    /// <summary>Likeness from which an event with a new key joins a known issue, 0 to 1; 0 for never, null for the server's default.</summary>
    public double? NearThreshold { get; set; }

    /// <summary>The settings of a stored text; the defaults when it is damaged.</summary>
    public static ProjectSettings Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ProjectSettingsJson.Default.ProjectSettings) ?? Default;
        }
        catch (JsonException)
        {
            return Default;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, ProjectSettingsJson.Default.ProjectSettings);

    /// <param name="origin">The header's value.</param>
    public bool Allows(string? origin)
    {
        if (AllowedOrigins.Count == 0 || string.IsNullOrEmpty(origin))
        {
            return true;
        }

        var host = Uri.TryCreate(origin, UriKind.Absolute, out var address) ? address.Host : origin;
        foreach (var allowed in AllowedOrigins)
        {
            if (allowed == "*" || string.Equals(allowed, origin, StringComparison.OrdinalIgnoreCase)
                || string.Equals(allowed, host, StringComparison.OrdinalIgnoreCase)
                || (allowed.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>JSON form of project settings.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProjectSettings))]
sealed partial class ProjectSettingsJson : JsonSerializerContext;
