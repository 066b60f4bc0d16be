namespace Inquest.Protocol.Envelopes;

/// <summary>The item types that are told apart (§3.1).</summary>
public enum ItemKind
{
    Unknown = 0,
    Event,
    Attachment,
    Session,
    Sessions,
    ClientReport,
    UserReport,
    Feedback,
    FormData,
    Security,
    Nel,
    UnrealReport,
    CheckIn,
    Transaction,
    Span,
    Profile,
    ProfileChunk,
    Replay,
    Metric,
    Log,
}
