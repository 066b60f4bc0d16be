using System.Text.Json.Serialization;

namespace Inquest.Server.Uploads;

/// <summary>JSON of the upload addresses.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SignedUrlRequest))]
[JsonSerializable(typeof(SignedUrlAnswer))]
[JsonSerializable(typeof(ConfirmRequest))]
[JsonSerializable(typeof(ConfirmAnswer))]
[JsonSerializable(typeof(UploadedCrash))]
[JsonSerializable(typeof(CountedCrash))]
sealed partial class UploadJson : JsonSerializerContext;
