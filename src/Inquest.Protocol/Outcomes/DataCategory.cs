namespace Inquest.Protocol.Outcomes;

/// <summary>What a rate limit or an outcome counts (§2.4).</summary>
public enum DataCategory
{
    Default = 0,
    Error,
    Transaction,
    Span,
    Attachment,
    AttachmentItem,
    Session,
    Monitor,
    Replay,
    Profile,
    ProfileChunk,
    Feedback,
    LogItem,
    LogByte,
    MetricBucket,
    TraceMetric,
    Security,
    Internal,
    Unknown,
}
