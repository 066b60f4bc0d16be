using System.Text.Json;
using System.Text.Json.Serialization;
using Inquest.Reports;
using Inquest.Storage.Events;

namespace Inquest.Server.Workers;

/// <summary>What came with a dump; kept with the event until the dump is unwound, and again when symbols arrive.</summary>
public sealed record DumpContext
{
    /// <summary>The event that the SDK sent beside the dump, or that the form's fields make.</summary>
    public JsonElement? Event { get; init; }

    /// <summary>Text fields of the form.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string? Release { get; init; }

    public string? Environment { get; init; }

    public string? Product { get; init; }

    public string? UserId { get; init; }

    public string? UserEmail { get; init; }

    public string? PeerAddress { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public IReadOnlyList<ReportFinding> Findings { get; init; } = [];

    /// <summary>Taken in beyond the quota: kept only when its bug is a new one.</summary>
    public bool? IsOverQuota { get; init; }

    /// <summary>What was packed; an empty one for null.</summary>
    public static DumpContext Unpack(byte[]? packed) => packed is null ? new DumpContext()
        : JsonSerializer.Deserialize(Zstd.Unpack(packed), DumpContextJson.Default.DumpContext) ?? new DumpContext();
}

/// <summary>JSON form of <see cref="DumpContext"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DumpContext))]
sealed partial class DumpContextJson : JsonSerializerContext;
