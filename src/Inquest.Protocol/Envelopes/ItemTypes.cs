using Inquest.Protocol.Outcomes;

namespace Inquest.Protocol.Envelopes;

/// <summary>Type names on the wire → kind, treatment, category (§§2.4, 3.1).</summary>
public static class ItemTypes
{
    public static ItemKind Parse(string type) => type switch
    {
        "event" => ItemKind.Event,
        "attachment" => ItemKind.Attachment,
        "session" => ItemKind.Session,
        "sessions" => ItemKind.Sessions,
        "client_report" => ItemKind.ClientReport,
        "user_report" => ItemKind.UserReport,
        "feedback" => ItemKind.Feedback,
        "form_data" => ItemKind.FormData,
        "raw_security" or "security" => ItemKind.Security,
        "nel" => ItemKind.Nel,
        "unreal_report" => ItemKind.UnrealReport,
        "check_in" => ItemKind.CheckIn,
        "transaction" => ItemKind.Transaction,
        "span" or "otel_span" or "otel_traces_data" => ItemKind.Span,
        "profile" => ItemKind.Profile,
        "profile_chunk" => ItemKind.ProfileChunk,
        "replay_event" or "replay_recording" or "replay_video" => ItemKind.Replay,
        "statsd" or "metric_buckets" or "metric_meta" or "trace_metric" => ItemKind.Metric,
        "log" or "otel_log" or "otel_logs_data" => ItemKind.Log,
        _ when type.StartsWith("profile_chunk", StringComparison.Ordinal) => ItemKind.ProfileChunk,
        _ when type.StartsWith("replay_", StringComparison.Ordinal) => ItemKind.Replay,
        _ => ItemKind.Unknown,
    };

    public static ItemTreatment Treatment(this ItemKind kind) => kind switch
    {
        ItemKind.Event or ItemKind.Attachment or ItemKind.UserReport or ItemKind.Feedback or ItemKind.FormData
            or ItemKind.Security or ItemKind.Nel or ItemKind.UnrealReport => ItemTreatment.Store,
        ItemKind.Session or ItemKind.Sessions => ItemTreatment.Aggregate,
        ItemKind.ClientReport => ItemTreatment.Count,
        ItemKind.Unknown => ItemTreatment.Unsupported,
        _ => ItemTreatment.AcceptAndDrop,
    };

    public static DataCategory Category(this ItemKind kind) => kind switch
    {
        ItemKind.Event or ItemKind.UserReport or ItemKind.UnrealReport => DataCategory.Error,
        ItemKind.Attachment => DataCategory.Attachment,
        ItemKind.Session or ItemKind.Sessions => DataCategory.Session,
        ItemKind.ClientReport => DataCategory.Internal,
        ItemKind.Feedback => DataCategory.Feedback,
        ItemKind.Security or ItemKind.Nel => DataCategory.Security,
        ItemKind.CheckIn => DataCategory.Monitor,
        ItemKind.Transaction => DataCategory.Transaction,
        ItemKind.Span => DataCategory.Span,
        ItemKind.Profile => DataCategory.Profile,
        ItemKind.ProfileChunk => DataCategory.ProfileChunk,
        ItemKind.Replay => DataCategory.Replay,
        ItemKind.Metric => DataCategory.MetricBucket,
        ItemKind.Log => DataCategory.LogItem,
        ItemKind.Unknown => DataCategory.Unknown,
        _ => DataCategory.Default,
    };

    /// <summary>True for items that are part of an event and so need its id.</summary>
    public static bool NeedsEventId(this ItemKind kind) => kind is ItemKind.Event or ItemKind.Attachment or ItemKind.UserReport
        or ItemKind.Feedback or ItemKind.FormData or ItemKind.Security or ItemKind.Nel or ItemKind.UnrealReport or ItemKind.Transaction;

    /// <summary>True for items that may be there once: a second one is a duplicate.</summary>
    public static bool IsUnique(this ItemKind kind) => kind is ItemKind.Event or ItemKind.Transaction or ItemKind.Feedback;

    /// <summary>Most bytes of an item's payload.</summary>
    public static long MaxBytes(this ItemKind kind, ProtocolLimits limits) => kind switch
    {
        ItemKind.Event => limits.MaxEventBytes,
        ItemKind.Attachment or ItemKind.UnrealReport => limits.MaxAttachmentBytes,
        ItemKind.ClientReport => limits.MaxClientReportBytes,
        ItemKind.CheckIn => limits.MaxCheckInBytes,
        ItemKind.Session or ItemKind.Sessions => limits.MaxSessionBytes,
        ItemKind.UserReport or ItemKind.Feedback or ItemKind.FormData or ItemKind.Security or ItemKind.Nel => limits.MaxSmallItemBytes,
        _ => limits.MaxBodyBytes,
    };
}
