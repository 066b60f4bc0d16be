namespace Inquest.Storage.Releases;

/// <summary>One update of a session, or a crash that names it, ready to be folded in.</summary>
public sealed record SessionFact
{
    public required long ProjectId { get; init; }

    /// <summary>16 bytes that tell the sessions of a project apart.</summary>
    public required byte[] Sid { get; init; }

    public required string Release { get; init; }

    public string Environment { get; init; } = "";

    /// <summary>See <see cref="Events.UserHash"/>; null: the client names nobody.</summary>
    public long? User { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long Started { get; init; }

    public long Sequence { get; init; }

    public SessionClass Class { get; init; }

    public SessionCause Cause { get; init; }

    public SessionSeen Seen { get; init; } = SessionSeen.Update;

    /// <summary>Client that sent it, with its version; null: it did not say.</summary>
    public string? Sdk { get; init; }

    public SessionPlace Place { get; init; } = SessionPlace.Unknown;
}
