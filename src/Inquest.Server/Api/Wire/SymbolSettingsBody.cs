using System.Text.Json.Serialization;

namespace Inquest.Server.Api.Wire;

/// <summary>A project's settings of symbols.</summary>
/// <param name="IsPublic">Its files are served below <c>/sym/</c> without a token.</param>
sealed record SymbolSettingsBody([property: JsonPropertyName("public")] bool IsPublic);
