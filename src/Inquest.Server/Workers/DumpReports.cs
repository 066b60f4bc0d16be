using System.Text;
using Inquest.Formats.Minidump;
using Inquest.Processing;
using Inquest.Protocol;
using Inquest.Protocol.Events;
using Inquest.Reports;
using Inquest.Storage;
using Inquest.Symbols;

namespace Inquest.Server.Workers;

/// <summary>A stored dump, with what came with it, → a report.</summary>
sealed class DumpReports(BlobStore blobs, ISymbolProvider symbols, ProtocolLimits limits)
{
    /// <param name="failure">Why there is no report, for people.</param>
    /// <returns>Null when the dump cannot be opened.</returns>
    public Report? Read(StoredDump stored, CancellationToken cancellationToken, out string? failure)
    {
        failure = null;
        var path = blobs.PathOf(stored.DumpHash);
        if (!File.Exists(path))
        {
            failure = "The dump is no longer in the blob store.";
            return null;
        }

        var error = MinidumpFile.TryOpen(path, MinidumpLimits.Default, out var file);
        if (error != MinidumpError.None || file is null)
        {
            failure = $"The dump cannot be opened: {error}.";
            return null;
        }

        var context = DumpContext.Unpack(stored.RawPacked);
        using (file)
        {
            var dump = DumpProcessor.Process(
                file,
                symbols,
                new DumpProcessorOptions
                {
                    EventId = stored.EventId,
                    ReceivedAt = stored.ReceivedAt,
                    Annotations = context.Fields,
                    // Dumps are worked on side by side already.
                    ParallelismMax = 1,
                },
                cancellationToken);
            return ReportMerge.Merge(dump, ReadClient(stored, context), context, stored.EventId, stored.ReceivedAt);
        }
    }

    Report? ReadClient(StoredDump stored, DumpContext context)
    {
        if (context.Event is not { } element)
        {
            return null;
        }

        var json = Encoding.UTF8.GetBytes(element.GetRawText());
        var received = new EventContext(stored.ReceivedAt)
        {
            EventId = stored.EventId,
            PeerAddress = context.PeerAddress,
            SentAt = context.SentAt,
        };
        return SdkEventReader.Read(json, received, limits, out var sdkEvent) == EventError.None ? sdkEvent!.Report : null;
    }
}

/// <summary>What a dump's worker reads from the database.</summary>
sealed record StoredDump(
    long ProjectId, long KeyId, string EventId, DateTimeOffset ReceivedAt, byte[] DumpHash, long DumpSize, byte[]? RawPacked);
