using System.Text.Json.Serialization;

namespace Inquest.Server.Symbols.Wire;

/// <summary>JSON of the symbol routes: camel case, absent rather than null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SymbolUploadsBody))]
[JsonSerializable(typeof(AssembleBody))]
[JsonSerializable(typeof(AssembledBody))]
sealed partial class SymbolWireJson : JsonSerializerContext;
