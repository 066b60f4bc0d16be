using Inquest.Protocol.Json;

namespace Inquest.Protocol.Events;

/// <summary>A <c>user_report</c> item: what a user wrote about an event, which may arrive later than this.</summary>
public sealed record UserReport(string EventId, string? Name, string? Email, string Comments)
{
    /// <summary>Null when the payload is no such report.</summary>
    /// <param name="eventId">The id of the envelope's header, for payloads without one.</param>
    public static UserReport? Read(ReadOnlyMemory<byte> json, string? eventId, ProtocolLimits limits)
    {
        using var document = LenientJson.Parse(json, limits);
        if (document is null)
        {
            return null;
        }

        var root = document.RootElement;
        var id = Protocol.EventId.Normalise(root.Get("event_id"u8).Text(64)) ?? eventId;
        var comments = root.Get("comments"u8).Text(limits.MaxMessageLength);
        return id is null || comments is null ? null
            : new UserReport(id, root.Get("name"u8).Text(200), root.Get("email"u8).Text(200), comments);
    }
}
