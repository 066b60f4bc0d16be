using System.Text.Json;
using Inquest.Protocol.Events;
using Inquest.Protocol.Json;
using Inquest.Protocol.Outcomes;

namespace Inquest.Protocol.Envelopes;

/// <summary>Framing of envelopes (§3): a header line, then items of a header line and a payload each.</summary>
/// <remarks>
/// <code>
/// {"event_id":"9ec79c33ec9942ab8353589fcb2e04dc"}\n      envelope header
/// {"type":"attachment","length":5}\n                     item header; length counts the payload's bytes
/// hello\n                                                payload, then LF or the end
/// {"type":"event"}\n                                     no length: the payload runs to LF or the end
/// {"message":"x"}
/// </code>
/// Only LF separates. What was framed before a malformed tail is kept: a truncated attachment must not lose the crash.
/// </remarks>
public static class EnvelopeReader
{
    /// <summary>Reads a decompressed body; payloads are slices of it.</summary>
    public static Envelope Read(ReadOnlyMemory<byte> body, ProtocolLimits limits)
    {
        var cursor = new Cursor(body, limits);
        if (body.IsEmpty)
        {
            return new Envelope { Error = EnvelopeError.Empty };
        }

        var error = ReadHeader(ref cursor, out var header);
        var items = new List<EnvelopeItem>();
        while (error == EnvelopeError.None && cursor.SkipBlankLines())
        {
            error = items.Count < limits.MaxItems ? ReadItem(ref cursor, items) : EnvelopeError.TooManyItems;
        }

        MarkDropped(items, limits);
        return new Envelope { Header = header, Items = items, Error = error };
    }

    static EnvelopeError ReadHeader(ref Cursor cursor, out EnvelopeHeader header)
    {
        header = new EnvelopeHeader();
        if (!cursor.TryLine(out var line))
        {
            return EnvelopeError.HeaderTooLong;
        }

        using var document = LenientJson.Parse(line, cursor.Limits);
        if (document is null || !document.RootElement.IsObject())
        {
            return EnvelopeError.BadHeader;
        }

        var root = document.RootElement;
        var sdk = root.Get("sdk"u8);
        header = new EnvelopeHeader
        {
            EventId = EventId.Normalise(root.Get("event_id"u8).Text(64)),
            Dsn = root.Get("dsn"u8).Text(cursor.Limits.MaxNameLength),
            SdkName = sdk.Get("name"u8).Text(200),
            SdkVersion = sdk.Get("version"u8).Text(200),
            SentAt = ClientTime.Parse(root.Get("sent_at"u8)),
        };
        return EnvelopeError.None;
    }

    static EnvelopeError ReadItem(ref Cursor cursor, List<EnvelopeItem> items)
    {
        if (!cursor.TryLine(out var line))
        {
            return EnvelopeError.HeaderTooLong;
        }

        using var document = LenientJson.Parse(line, cursor.Limits);
        if (document is null || !document.RootElement.IsObject())
        {
            return EnvelopeError.BadItemHeader;
        }

        var root = document.RootElement;
        if (root.Get("type"u8) is not { ValueKind: JsonValueKind.String } type || type.Text(200) is not { } name)
        {
            return EnvelopeError.MissingType;
        }

        var lengthField = root.Get("length"u8);
        long? length = null;
        if (!lengthField.IsAbsent())
        {
            length = lengthField.Integer();
            if (length is null or < 0)
            {
                return EnvelopeError.BadLength;
            }
        }

        var error = cursor.TryPayload(length, out var payload, out var offset);
        if (error != EnvelopeError.None)
        {
            return error;
        }

        var kind = ItemTypes.Parse(name);
        items.Add(new EnvelopeItem
        {
            Kind = kind,
            Type = name,
            Payload = payload,
            Offset = offset,
            ContentType = root.Get("content_type"u8).Text(200),
            FileName = root.Get("filename"u8).Text(1_000),
            AttachmentType = kind == ItemKind.Attachment ? ParseAttachmentType(root.Get("attachment_type"u8).Text(100)) : default,
            ItemCount = root.Get("item_count"u8).Integer() is >= 0 and <= int.MaxValue and var count ? (int)count : null,
            Platform = root.Get("platform"u8).Text(64),
        });
        return EnvelopeError.None;
    }

    static void MarkDropped(List<EnvelopeItem> items, ProtocolLimits limits)
    {
        var seen = new HashSet<ItemKind>();
        var attachments = 0L;
        var sessions = 0;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            attachments += item.Kind == ItemKind.Attachment ? item.Payload.Length : 0;
            sessions += item.Kind is ItemKind.Session or ItemKind.Sessions ? 1 : 0;
            var reason = item.Payload.Length > item.Kind.MaxBytes(limits) ? OutcomeReason.TooLarge(item.Type)
                : item.Treatment is ItemTreatment.AcceptAndDrop or ItemTreatment.Unsupported ? OutcomeReason.UnsupportedItem(item.Type)
                : item.Kind.IsUnique() && !seen.Add(item.Kind) ? OutcomeReason.DuplicateItem
                : item.Kind == ItemKind.Attachment && attachments > limits.MaxAttachmentBytes ? OutcomeReason.AttachmentDropped
                : item.Kind is ItemKind.Session or ItemKind.Sessions && sessions > limits.MaxSessionItems ? OutcomeReason.TooManySessions
                : null;
            if (reason is not null)
            {
                items[i] = item with { DropReason = reason };
            }
        }
    }

    static AttachmentType ParseAttachmentType(string? text) => text switch
    {
        "event.minidump" => AttachmentType.Minidump,
        "event.applecrashreport" => AttachmentType.AppleCrashReport,
        "event.payload" => AttachmentType.EventPayload,
        "event.breadcrumbs" => AttachmentType.Breadcrumbs,
        "event.view_hierarchy" => AttachmentType.ViewHierarchy,
        "unreal.context" => AttachmentType.UnrealContext,
        "unreal.logs" => AttachmentType.UnrealLogs,
        "playstation.prosperodump" => AttachmentType.ProsperoDump,
        "nswitch.dying_message" => AttachmentType.SwitchDyingMessage,
        _ => AttachmentType.Plain,
    };

    ref struct Cursor(ReadOnlyMemory<byte> body, ProtocolLimits limits)
    {
        readonly ReadOnlyMemory<byte> _body = body;
        int _position;

        public ProtocolLimits Limits { get; } = limits;

        /// <summary>False at the end. Lone carriage returns on a line count as blank: some proxies rewrite line ends.</summary>
        public bool SkipBlankLines()
        {
            var span = _body.Span;
            while (_position < span.Length && span[_position] is (byte)'\n' or (byte)'\r')
            {
                _position++;
            }

            return _position < span.Length;
        }

        public bool TryLine(out ReadOnlyMemory<byte> line)
        {
            var rest = _body[_position..];
            var end = rest.Span.IndexOf((byte)'\n');
            line = end < 0 ? rest : rest[..end];
            if (line.Length > Limits.MaxHeaderLineBytes)
            {
                return false;
            }

            _position += end < 0 ? rest.Length : end + 1;
            return true;
        }

        public EnvelopeError TryPayload(long? length, out ReadOnlyMemory<byte> payload, out long offset)
        {
            offset = _position;
            var rest = _body[_position..];
            payload = default;
            if (length is { } bytes)
            {
                if (bytes > rest.Length)
                {
                    return EnvelopeError.Truncated;
                }

                payload = rest[..(int)bytes];
                _position += (int)bytes;
                return _position == _body.Length || _body.Span[_position++] == '\n' ? EnvelopeError.None : EnvelopeError.MissingNewline;
            }

            var end = rest.Span.IndexOf((byte)'\n');
            payload = end < 0 ? rest : rest[..end];
            _position += end < 0 ? rest.Length : end + 1;
            return EnvelopeError.None;
        }
    }
}
