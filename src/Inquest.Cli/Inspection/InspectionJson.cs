using System.Text.Json.Serialization;

namespace Inquest.Cli.Inspection;

/// <summary>The generated serializer of <see cref="FileFacts"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(FileFacts))]
sealed partial class InspectionJson : JsonSerializerContext;
