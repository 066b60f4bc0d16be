using System.Text.Json.Serialization;
using Inquest.Grouping;

namespace Inquest.Storage.Events;

/// <summary>JSON of <c>issue.grouping_json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(GroupingResult))]
public sealed partial class GroupingJson : JsonSerializerContext;
