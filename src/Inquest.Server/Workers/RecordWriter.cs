using Inquest.Protocol.Outcomes;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Storage.Uploads;

namespace Inquest.Server.Workers;

/// <summary>Writes one processed record inside the drainer's transaction, and its rows of the ledger.</summary>
static class RecordWriter
{
    /// <returns>True when work for the dump workers was added.</returns>
    public static bool Write(Connection connection, EventBatch batch, ProcessedRecord record)
    {
        var added = false;
        if (record.Event is { } ready)
        {
            var stored = batch.Store(ready);
            added = stored == StoreOutcome.Duplicate && LateParts.AddEvent(batch, ready);
            if (!added)
            {
                // Its dump was counted: one row for each report.
                Count(batch, record, stored);
            }
        }
        else if (record.Pending is { } pending)
        {
            // Accepted is counted when the dump is unwound or given up: one row for each report.
            added = batch.StorePending(pending) == StoreOutcome.Stored;
            if (!added)
            {
                Add(batch, record, LateParts.AddDump(batch, pending, record, out added)
                    ? new Outcome(OutcomeKind.Accepted, DataCategory.Attachment, null, pending.DumpSize)
                    : new Outcome(OutcomeKind.Invalid, DataCategory.Error, OutcomeReason.Duplicate));
            }
        }
        else if (record.Failed is { } failed)
        {
            batch.StoreFailed(record.ProjectId, record.KeyId, failed.EventId, record.ReceivedAt, failed.Reason, failed.RawPacked);
        }

        if (record.Upload is { } upload)
        {
            CrashUploads.Add(connection, upload);
        }

        foreach (var copy in record.Copies)
        {
            Add(batch, record, WaitingCopies.Add(connection, copy)
                ? new Outcome(OutcomeKind.Filtered, DataCategory.Error, OutcomeReason.FingerprintReservoir)
                : new Outcome(OutcomeKind.Invalid, DataCategory.Error, OutcomeReason.Duplicate));
        }

        if (record.Feedback is { } feedback)
        {
            Count(batch, record, batch.Store(feedback));
        }

        WriteLoose(connection, batch, record);
        foreach (var outcome in record.Outcomes)
        {
            Add(batch, record, outcome);
        }

        return added;
    }

    static void WriteLoose(Connection connection, EventBatch batch, ProcessedRecord record)
    {
        var received = record.ReceivedAt.Milliseconds();
        foreach (var attachment in record.Attachments)
        {
            var isNew = LooseItems.AddAttachment(
                connection, record.ProjectId, attachment.EventId, attachment.Name, attachment.ContentType, attachment.AttachmentType,
                attachment.Size, attachment.BlobHash, received);
            Add(batch, record, isNew
                ? new Outcome(OutcomeKind.Accepted, DataCategory.Attachment, null, attachment.Size)
                : new Outcome(OutcomeKind.Invalid, DataCategory.Attachment, OutcomeReason.Duplicate, attachment.Size));
        }

        foreach (var words in record.UserReports)
        {
            LooseItems.AddUserReport(connection, record.ProjectId, words.EventId, words.Name, words.Email, words.Comments, received);
        }

        foreach (var session in record.Sessions)
        {
            Add(batch, record, Of(batch.Sessions.Add(session), 1));
        }

        foreach (var counts in record.SessionCounts)
        {
            Add(batch, record, Of(batch.Sessions.Add(counts), 1));
        }

        foreach (var report in record.ClientReports)
        {
            LooseItems.AddClientReport(connection, record.ProjectId, record.KeyId, report.Span, received);
        }
    }

    static Outcome Of(bool isKept, long quantity) => isKept
        ? new Outcome(OutcomeKind.Accepted, DataCategory.Session, null, quantity)
        : new Outcome(OutcomeKind.CardinalityLimited, DataCategory.Session, OutcomeReason.TooManyReleases, quantity);

    static void Count(EventBatch batch, ProcessedRecord record, StoreOutcome stored) => Add(batch, record, stored switch
    {
        StoreOutcome.Duplicate => new Outcome(OutcomeKind.Invalid, DataCategory.Error, OutcomeReason.Duplicate),
        StoreOutcome.Limited => new Outcome(OutcomeKind.RateLimited, DataCategory.Error, OutcomeReason.Quota),
        _ => new Outcome(OutcomeKind.Accepted, DataCategory.Error),
    });

    static void Add(EventBatch batch, ProcessedRecord record, Outcome outcome) => batch.Ledger.Add(
        record.ProjectId, record.KeyId, UnixTime.Hour(record.ReceivedAt.Milliseconds()), outcome.Category.ToWire(), (int)outcome.Kind,
        outcome.Reason, outcome.Quantity);
}
