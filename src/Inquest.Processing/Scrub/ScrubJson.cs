using System.Text.Json.Serialization;

namespace Inquest.Processing.Scrub;

/// <summary>JSON form of stored rules.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ScrubRules))]
public sealed partial class ScrubJson : JsonSerializerContext;
