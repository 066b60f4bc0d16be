using System.Text.Json.Serialization;

namespace Inquest.Storage.Decisions;

/// <summary>What takes back a merge or a split.</summary>
sealed record RegroupUndo
{
    /// <summary>The issue that was merged away, or split off.</summary>
    public long Other { get; init; }

    /// <summary>Its fingerprints at that moment.</summary>
    public IReadOnlyList<FingerprintId> Fingerprints { get; init; } = [];

    /// <summary>A merge: the age of the issue before it took on the other's.</summary>
    public long FirstSeen { get; init; }

    public string? FirstRelease { get; init; }
}

/// <summary>JSON of <c>issue_history.undo_json</c> for merges and splits, and of <c>issue_move.fingerprints_json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(RegroupUndo))]
[JsonSerializable(typeof(IReadOnlyList<FingerprintId>))]
sealed partial class RegroupJson : JsonSerializerContext;
