using System.Buffers;
using Inquest.Protocol.Envelopes;
using Inquest.Protocol.Outcomes;

namespace Inquest.Server.Ingest;

/// <summary>An envelope without some of its items.</summary>
static class EnvelopeParts
{
    /// <summary>True when a limit of these categories is for the item.</summary>
    public static bool IsLimited(EnvelopeItem item, IReadOnlyList<RateLimit> limits)
    {
        foreach (var limit in limits)
        {
            // An event's files are of no use without it.
            if (limit.Categories.Contains(item.Category) || (item.Kind == ItemKind.FormData && limit.Categories.Contains(DataCategory.Error)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How much of its category an item is.</summary>
    public static long QuantityOf(EnvelopeItem item) => item.Category == DataCategory.Attachment ? item.Payload.Length : Math.Max(item.ItemCount ?? 1, 1);

    /// <summary>True when the envelope tells of the end of a process, as far as its bytes say so without being parsed.</summary>
    public static bool IsCrash(Envelope envelope) => envelope.Kept.Any(item => item.AttachmentType is AttachmentType.Minidump or AttachmentType.AppleCrashReport
        || item.Kind == ItemKind.UnrealReport
        || (item.Kind == ItemKind.Event && (item.Payload.Span.IndexOf("\"handled\":false"u8) >= 0 || item.Payload.Span.IndexOf("\"level\":\"fatal\""u8) >= 0)));

    /// <summary>The same bytes without the items that <paramref name="leave"/> says; those with a reason to be dropped stay and are counted later.</summary>
    public static ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> body, Envelope envelope, Func<EnvelopeItem, bool> leave)
    {
        var span = body.Span;
        var writer = new ArrayBufferWriter<byte>(body.Length + envelope.Items.Count);
        var headerEnd = span.IndexOf((byte)'\n');
        writer.Write(headerEnd < 0 ? span : span[..(headerEnd + 1)]);
        foreach (var item in envelope.Items)
        {
            if (item.DropReason is null && leave(item))
            {
                continue;
            }

            // The item's header is the line before its payload.
            var lineEnd = (int)item.Offset - 1;
            var lineStart = span[..lineEnd].LastIndexOf((byte)'\n') + 1;
            writer.Write(span[lineStart..lineEnd]);
            writer.Write("\n"u8);
            writer.Write(item.Payload.Span);
            writer.Write("\n"u8);
        }

        return writer.WrittenMemory;
    }
}
