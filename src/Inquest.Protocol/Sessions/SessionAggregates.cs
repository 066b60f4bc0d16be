using System.Text.Json;
using Inquest.Protocol.Events;
using Inquest.Protocol.Json;

namespace Inquest.Protocol.Sessions;

/// <summary>A <c>sessions</c> item (§5.2): counts that a server has added up.</summary>
public sealed record SessionAggregates(string Release, string? Environment, IReadOnlyList<SessionBucket> Buckets)
{
    /// <summary>Null when the item must be dropped: no JSON, no release, no bucket.</summary>
    public static SessionAggregates? Read(ReadOnlyMemory<byte> json, ProtocolLimits limits)
    {
        using var document = LenientJson.Parse(json, limits);
        var root = document?.RootElement ?? default;
        var attributes = root.Get("attrs"u8);
        var release = attributes.Get("release"u8).Text(limits.MaxReleaseLength);
        var list = root.Get("aggregates"u8);
        if (release is null || !list.IsArray())
        {
            return null;
        }

        var buckets = list.EnumerateArray().Take(limits.MaxSessionBuckets).Select(bucket => Bucket(bucket, limits.MaxSessionCount)).OfType<SessionBucket>().ToList();
        return buckets.Count == 0 ? null
            : new SessionAggregates(release, attributes.Get("environment"u8).Text(limits.MaxEnvironmentLength), buckets);
    }

    static SessionBucket? Bucket(JsonElement bucket, long most) => ClientTime.Parse(bucket.Get("started"u8)) is { } started
        ? new SessionBucket(
            started, bucket.Get("did"u8).Text(200), Count(bucket.Get("exited"u8), most), Count(bucket.Get("errored"u8), most),
            Count(bucket.Get("unhandled"u8), most), Count(bucket.Get("abnormal"u8), most), Count(bucket.Get("crashed"u8), most))
        : null;

    static long Count(JsonElement element, long most) => Math.Clamp(element.Integer() ?? 0, 0, most);
}
