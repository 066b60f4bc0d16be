namespace Inquest.Protocol.Events;

/// <summary>What the request knows beyond the event's own bytes.</summary>
/// <param name="ReceivedAt">The server's clock when the request came in.</param>
public sealed record EventContext(DateTimeOffset ReceivedAt)
{
    /// <summary>The id of the envelope's header; it wins over the payload's.</summary>
    public string? EventId { get; init; }

    /// <summary>The sender's address, for <c>{{auto}}</c>. Null where the project keeps no addresses.</summary>
    public string? PeerAddress { get; init; }

    /// <summary>The client's clock at sending (<c>sent_at</c>).</summary>
    public DateTimeOffset? SentAt { get; init; }
}
