using System.Buffers.Binary;
using System.Text;

namespace Inquest.Server.Ingest;

/// <summary>One accepted request as it lies in the spool: who sent it and when, then its decompressed body.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     1  version, 1
///      1     1  IngestKind, with 0x80 for a crash beyond its quota
///      2     8  project id
///     10     8  key id
///     18     8  received at, unix milliseconds
///     26    16  event id; zeros when the request makes no event
///     42     2  n, bytes of the content type, then n bytes of UTF-8
///            2  n, bytes of the peer's address, then n bytes
///            2  n, bytes of the query, then n bytes
///               the body, to the end
/// </code>
/// Integers are little-endian.
/// </remarks>
public sealed record IngestRecord
{
    const byte Version = 1;
    const int FixedSize = 42;
    const byte OverQuota = 0x80;

    public required IngestKind Kind { get; init; }

    public required long ProjectId { get; init; }

    public required long KeyId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The id that the client was answered with; null when the request makes no event.</summary>
    public string? EventId { get; init; }

    /// <summary>A crash taken in beyond its quota: kept only when its bug is a new one.</summary>
    public bool IsOverQuota { get; init; }

    public string? ContentType { get; init; }

    public string? PeerAddress { get; init; }

    public string? Query { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>True when it makes an event, or is taken for one until it is read.</summary>
    public bool CountsAsReport => EventId is not null && Kind != IngestKind.Attachments;

    /// <summary>Everything before the body.</summary>
    public byte[] WriteHead()
    {
        var (type, peer, query) = (Cut(ContentType), Cut(PeerAddress), Cut(Query));
        var head = new byte[FixedSize + SizeOf(type) + SizeOf(peer) + SizeOf(query)];
        head[0] = Version;
        head[1] = (byte)((byte)Kind | (IsOverQuota ? OverQuota : 0));
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(2), ProjectId);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(10), KeyId);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(18), ReceivedAt.ToUnixTimeMilliseconds());
        if (EventId is not null)
        {
            Convert.FromHexString(EventId, head.AsSpan(26, 16), out _, out _);
        }

        var rest = head.AsSpan(FixedSize);
        Write(ref rest, type);
        Write(ref rest, peer);
        Write(ref rest, query);
        return head;
    }

    /// <summary>Null when the bytes are no record of a version that is known here.</summary>
    public static IngestRecord? Read(ReadOnlyMemory<byte> payload)
    {
        var bytes = payload.Span;
        if (bytes.Length < FixedSize || bytes[0] != Version)
        {
            return null;
        }

        var offset = FixedSize;
        if (!TryText(bytes, ref offset, out var contentType) || !TryText(bytes, ref offset, out var peer) || !TryText(bytes, ref offset, out var query))
        {
            return null;
        }

        var id = bytes[26..FixedSize];
        return new IngestRecord
        {
            Kind = (IngestKind)(bytes[1] & ~OverQuota),
            IsOverQuota = (bytes[1] & OverQuota) != 0,
            ProjectId = BinaryPrimitives.ReadInt64LittleEndian(bytes[2..]),
            KeyId = BinaryPrimitives.ReadInt64LittleEndian(bytes[10..]),
            ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(
                Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(bytes[18..]), 0, 253_402_300_799_999)),
            EventId = id.ContainsAnyExcept((byte)0) ? Convert.ToHexStringLower(id) : null,
            ContentType = contentType,
            PeerAddress = peer,
            Query = query,
            Body = payload[offset..],
        };
    }

    static string Cut(string? text) => text is null ? "" : text.Length > IngestLimits.RecordTextMax ? text[..IngestLimits.RecordTextMax] : text;

    static int SizeOf(string text) => 2 + Encoding.UTF8.GetByteCount(text);

    static void Write(ref Span<byte> rest, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, rest[2..]);
        BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)length);
        rest = rest[(2 + length)..];
    }

    static bool TryText(ReadOnlySpan<byte> bytes, ref int offset, out string? text)
    {
        text = null;
        if (bytes.Length - offset < 2)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);
        offset += 2;
        if (bytes.Length - offset < length)
        {
            return false;
        }

        text = length == 0 ? null : Encoding.UTF8.GetString(bytes.Slice(offset, length));
        offset += length;
        return true;
    }
}
