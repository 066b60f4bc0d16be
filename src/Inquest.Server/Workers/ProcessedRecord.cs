using Inquest.Protocol.Envelopes;
using Inquest.Protocol.Outcomes;
using Inquest.Storage.Events;
using Inquest.Storage.Releases;
using Inquest.Storage.Uploads;

namespace Inquest.Server.Workers;

/// <summary>What one record of the spool becomes: rows that the drainer's transaction writes.</summary>
sealed class ProcessedRecord
{
    public required long ProjectId { get; init; }

    public required long KeyId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>As <see cref="Ingest.IngestRecord.CountsAsReport"/>.</summary>
    public bool CountsAsReport { get; init; }

    /// <summary>Why the project does not want the event; its files go with it.</summary>
    public string? Unwanted { get; set; }

    /// <summary>An event that is ready.</summary>
    public NewEvent? Event { get; set; }

    /// <summary>An event whose dump a worker has to unwind.</summary>
    public PendingEvent? Pending { get; set; }

    /// <summary>The item whose dump <see cref="Pending"/> is, or that was kept as a file because it is none.</summary>
    public EnvelopeItem? UsedDump { get; set; }

    /// <summary>Feedback beside the event: an event of its own.</summary>
    public NewEvent? Feedback { get; set; }

    /// <summary>Why there is no event although there was to be one.</summary>
    public FailedRecord? Failed { get; set; }

    /// <summary>The upload that <see cref="Event"/> or <see cref="Pending"/> came by.</summary>
    public CrashUpload? Upload { get; set; }

    /// <summary>Crashes that were counted and not uploaded.</summary>
    public List<WaitingCopy> Copies { get; } = [];

    public List<AttachmentRow> Attachments { get; } = [];

    public List<UserReportRow> UserReports { get; } = [];

    public List<SessionFact> Sessions { get; } = [];

    public List<SessionCounts> SessionCounts { get; } = [];

    public List<ReadOnlyMemory<byte>> ClientReports { get; } = [];

    public List<Outcome> Outcomes { get; } = [];
}

/// <summary>An attachment whose bytes are in the blob store.</summary>
sealed record AttachmentRow(string EventId, string Name, string? ContentType, string AttachmentType, long Size, byte[] BlobHash);

/// <summary>What a user wrote.</summary>
sealed record UserReportRow(string EventId, string? Name, string? Email, string Comments);

/// <summary>An acknowledged event that cannot be processed.</summary>
sealed record FailedRecord(string EventId, string Reason, byte[]? RawPacked);
