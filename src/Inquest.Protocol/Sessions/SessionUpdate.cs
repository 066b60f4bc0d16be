using Inquest.Protocol.Events;
using Inquest.Protocol.Json;

namespace Inquest.Protocol.Sessions;

/// <summary>A <c>session</c> item (§5.1).</summary>
public sealed record SessionUpdate
{
    /// <summary>32 lower-case hex digits, or null: then updates of it cannot be told apart.</summary>
    public string? Id { get; init; }

    public string? DistinctId { get; init; }

    /// <summary>Null when the client did not say: the time of arrival in milliseconds stands in.</summary>
    public long? Sequence { get; init; }

    public bool IsInitial { get; init; }

    public DateTimeOffset Started { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    public double? DurationSeconds { get; init; }

    public SessionStatus Status { get; init; }

    public long Errors { get; init; }

    public string? AbnormalMechanism { get; init; }

    public string Release { get; init; } = "";

    public string? Environment { get; init; }

    /// <summary>Where it ran. Our own beacon says so; other clients at most give a browser's <c>user_agent</c>.</summary>
    public SessionPlatform Platform { get; init; } = SessionPlatform.Unknown;

    /// <summary>Null when the item must be dropped: no JSON, no release, no start, or a status nobody knows, a number beyond 64 bits.</summary>
    public static SessionUpdate? Read(ReadOnlyMemory<byte> json, ProtocolLimits limits)
    {
        using var document = LenientJson.Parse(json, limits);
        if (document is null)
        {
            return null;
        }

        var root = document.RootElement;
        var attributes = root.Get("attrs"u8);
        var release = attributes.Get("release"u8).Text(limits.MaxReleaseLength);
        if (release is null || ClientTime.Parse(root.Get("started"u8)) is not { } started
            || !TryStatus(root.Get("status"u8).Text(32), out var status) || IsBeyondNumbers(root.Get("seq"u8)))
        {
            return null;
        }

        var initial = root.Get("init"u8).Boolean() ?? false;
        var user = root.Get("did"u8).Text(200);
        return new SessionUpdate
        {
            Id = EventId.Normalise(root.Get("sid"u8).Text(64)),
            DistinctId = user is not null && Guid.TryParse(user, out var guid) && guid == Guid.Empty ? null : user,
            Sequence = initial ? 0 : root.Get("seq"u8).Integer(),
            IsInitial = initial,
            Started = started,
            Timestamp = ClientTime.Parse(root.Get("timestamp"u8)),
            DurationSeconds = root.Get("duration"u8) is { ValueKind: System.Text.Json.JsonValueKind.Number } d && d.TryGetDouble(out var seconds)
                && double.IsFinite(seconds) && seconds >= 0 ? seconds : null,
            Status = status,
            Errors = Math.Max(root.Get("errors"u8).Integer() ?? 0, 0),
            AbnormalMechanism = root.Get("abnormal_mechanism"u8).Text(64),
            Release = release,
            Environment = attributes.Get("environment"u8).Text(limits.MaxEnvironmentLength),
            Platform = SessionPlatform.Read(attributes, limits),
        };
    }

    // The largest 64-bit number is what clients send whose clock or counter broke: nothing could ever come after it.
    static bool IsBeyondNumbers(System.Text.Json.JsonElement sequence) =>
        sequence.ValueKind == System.Text.Json.JsonValueKind.Number && !sequence.TryGetInt64(out _) && !(sequence.TryGetDouble(out var real) && Math.Abs(real) < 9e18);

    static bool TryStatus(string? text, out SessionStatus status)
    {
        SessionStatus? known = text switch
        {
            // .NET leaves the status out while all is well.
            null or "ok" => SessionStatus.Ok,
            "exited" => SessionStatus.Exited,
            "errored" => SessionStatus.Errored,
            "unhandled" => SessionStatus.Unhandled,
            "abnormal" => SessionStatus.Abnormal,
            "crashed" => SessionStatus.Crashed,
            _ => null,
        };
        status = known ?? default;
        return known is not null;
    }
}
