using Inquest.Protocol.Outcomes;
using Inquest.Storage;
using Inquest.Storage.Events;

namespace Inquest.Server.Workers;

/// <summary>Writes one processed record inside the drainer's transaction, and its rows of the ledger.</summary>
static class RecordWriter
{
    /// <returns>True when work for the dump workers was added.</returns>
    public static bool Write(Connection connection, EventBatch batch, ProcessedRecord record)
    {
        var added = false;
        var duplicate = false;
        if (record.Event is { } ready)
        {
            duplicate = Count(batch, record, batch.Store(ready));
        }
        else if (record.Pending is { } pending)
        {
            // Accepted is counted when the dump is unwound or given up: one row for each report.
            var stored = batch.StorePending(pending);
            added = stored == StoreOutcome.Stored;
            duplicate = !added;
            if (duplicate)
            {
                Add(batch, record, new Outcome(OutcomeKind.Invalid, DataCategory.Error, OutcomeReason.Duplicate));
            }
        }
        else if (record.Failed is { } failed)
        {
            duplicate = batch.StoreFailed(record.ProjectId, record.KeyId, failed.EventId, record.ReceivedAt, failed.Reason, failed.RawPacked)
                == StoreOutcome.Duplicate;
        }

        if (record.Feedback is { } feedback)
        {
            Count(batch, record, batch.Store(feedback));
        }

        WriteLoose(connection, record, duplicate);
        foreach (var outcome in record.Outcomes)
        {
            Add(batch, record, outcome);
        }

        return added;
    }

    static void WriteLoose(Connection connection, ProcessedRecord record, bool duplicate)
    {
        var received = record.ReceivedAt.Milliseconds();
        foreach (var attachment in duplicate ? [] : record.Attachments)
        {
            LooseItems.AddAttachment(
                connection, record.ProjectId, attachment.EventId, attachment.Name, attachment.ContentType, attachment.AttachmentType,
                attachment.Size, attachment.BlobHash, received);
        }

        foreach (var words in record.UserReports)
        {
            LooseItems.AddUserReport(connection, record.ProjectId, words.EventId, words.Name, words.Email, words.Comments, received);
        }

        foreach (var (kind, payload, sentAt) in record.Sessions)
        {
            LooseItems.AddSession(connection, record.ProjectId, record.KeyId, kind, payload.Span, received, sentAt);
        }

        foreach (var report in record.ClientReports)
        {
            LooseItems.AddClientReport(connection, record.ProjectId, record.KeyId, report.Span, received);
        }
    }

    static bool Count(EventBatch batch, ProcessedRecord record, StoreOutcome stored)
    {
        var isDuplicate = stored == StoreOutcome.Duplicate;
        Add(batch, record, isDuplicate
            ? new Outcome(OutcomeKind.Invalid, DataCategory.Error, OutcomeReason.Duplicate)
            : new Outcome(OutcomeKind.Accepted, DataCategory.Error));
        return isDuplicate;
    }

    static void Add(EventBatch batch, ProcessedRecord record, Outcome outcome) => batch.Ledger.Add(
        record.ProjectId, record.KeyId, UnixTime.Hour(record.ReceivedAt.Milliseconds()), outcome.Category.ToWire(), (int)outcome.Kind,
        outcome.Reason, outcome.Quantity);
}
