using System.Text.Json.Serialization;

namespace Inquest.Server.Consent;

/// <summary>JSON of the consent addresses.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConsentRequest))]
[JsonSerializable(typeof(ConsentAnswer))]
sealed partial class ConsentJson : JsonSerializerContext;
