using System.Text.Json;
using Inquest.Storage.Events;

namespace Inquest.Server.Workers;

/// <summary>
/// Parts of one report that arrive in requests of their own: a dump after its event, an event after its dump. Crash
/// handlers outside of the process send so.
/// </summary>
static class LateParts
{
    // The dump may be unwound right now, without the event.
    static readonly TimeSpan DumpTime = TimeSpan.FromSeconds(2);

    /// <summary>Gives the dump to the event that is there.</summary>
    /// <returns>False when that event has this very dump.</returns>
    public static bool AddDump(EventBatch batch, PendingEvent late, ProcessedRecord record, out bool isJob)
    {
        isJob = false;
        if (batch.Find(late.ProjectId, late.EventId) is not { } known)
        {
            return false;
        }

        if (known.DumpHash is null)
        {
            isJob = true;
            batch.AddDump(known, late, WithEvent(late.RawPacked, known.RawPacked));
            return true;
        }

        if (known.DumpHash.AsSpan().SequenceEqual(late.DumpHash))
        {
            return false;
        }

        // Another process of the same crash: kept beside the first.
        record.Attachments.Add(new AttachmentRow(late.EventId, "minidump.dmp", null, "event.minidump", late.DumpSize, late.DumpHash));
        return true;
    }

    /// <summary>Gives the story to the dump that is there without one.</summary>
    public static bool AddEvent(EventBatch batch, NewEvent late)
    {
        if (late.RawPacked is null || batch.Find(late.ProjectId, late.EventId) is not { DumpHash: not null } known
            || DumpContext.Unpack(known.RawPacked).Event is not null)
        {
            return false;
        }

        batch.ChangeRaw(known, late.ProjectId, WithEvent(known.RawPacked, late.RawPacked), DumpTime);
        return true;
    }

    static byte[] WithEvent(byte[]? contextPacked, byte[]? eventPacked)
    {
        var context = DumpContext.Unpack(contextPacked);
        if (eventPacked is not null && context.Event is null)
        {
            try
            {
                using var document = JsonDocument.Parse(Zstd.Unpack(eventPacked));
                context = context with { Event = document.RootElement.Clone() };
            }
            catch (JsonException)
            {
                // An event that cannot be read has nothing to add to its dump.
            }
        }

        return Zstd.PackJson(context, DumpContextJson.Default.DumpContext);
    }
}
