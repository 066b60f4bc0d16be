using System.Text.Json.Serialization;

namespace Inquest.Grouping;

/// <summary>A stack in the form that grouping works on; stored with each event, so that later rules apply to the past.</summary>
public sealed record NormalisedStack
{
    /// <summary>Version of the normalisation that made it.</summary>
    public int Version { get; init; }

    /// <summary>Logical frames, innermost first, recursion folded.</summary>
    public IReadOnlyList<LogicalFrame> Frames { get; init; } = [];

    /// <summary>Null in stacks of version 0.</summary>
    public EventFacts? Facts { get; init; }
}

/// <summary>JSON form of stored stacks.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(NormalisedStack))]
public sealed partial class NormalisedStackJson : JsonSerializerContext;
