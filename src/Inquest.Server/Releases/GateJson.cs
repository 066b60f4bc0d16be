using System.Text.Json.Serialization;
using Inquest.Health.Gate;

namespace Inquest.Server.Releases;

/// <summary>JSON of gates as it is stored and sent: camel case, absent rather than null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(GateSettings))]
[JsonSerializable(typeof(GateInput))]
[JsonSerializable(typeof(GateFigures))]
[JsonSerializable(typeof(List<GateWeight>))]
[JsonSerializable(typeof(List<GateTold>))]
sealed partial class GateJson : JsonSerializerContext;

/// <summary>All that a verdict was made from: the same input gives the same verdict for ever.</summary>
sealed record GateInput(GateEvidence Evidence, GateRule Rule);

/// <summary>A segment's share of the stake.</summary>
sealed record GateWeight(long Segment, string Name, double Weight);

/// <summary>Who was told of a decision, and what they answered.</summary>
sealed record GateTold(string Url, int Status, string Answer, DateTimeOffset At);

/// <summary>The numbers of a decision, for people.</summary>
sealed record GateFigures
{
    public string? Baseline { get; init; }

    /// <summary><c>users</c>, or <c>sessions</c> where clients name no users.</summary>
    public string Unit { get; init; } = "users";

    /// <summary>Days of people (or sessions) of the release since it began, and of its predecessor in the same time.</summary>
    public long Total { get; init; }

    public long Crashed { get; init; }

    public long BaselineTotal { get; init; }

    public long BaselineCrashed { get; init; }

    /// <summary>ln E of "worse", of all users together, and of "good enough".</summary>
    public double LogWorse { get; init; }

    public double LogWhole { get; init; }

    public double LogGoodEnough { get; init; }

    public IReadOnlyList<GateSegment> Segments { get; init; } = [];
}

/// <summary>A segment with its evidence.</summary>
sealed record GateSegment(string Name, double LogEvidence, bool IsGuilty);
