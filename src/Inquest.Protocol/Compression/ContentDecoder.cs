using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using ZstdSharp;

namespace Inquest.Protocol.Compression;

/// <summary>Undoes <c>Content-Encoding</c> within bounds: <c>gzip</c>, <c>deflate</c> (zlib and raw), <c>br</c>, <c>zstd</c>, <c>identity</c>.</summary>
public static class ContentDecoder
{
    /// <param name="contentEncoding">The header's value, null when absent; several codings are undone from the last.</param>
    /// <param name="decoded">The bytes, or the body itself when it is not coded; empty on failure.</param>
    public static DecodeStatus Decode(
        ReadOnlyMemory<byte> body, string? contentEncoding, ProtocolLimits limits, out ReadOnlyMemory<byte> decoded)
    {
        decoded = body;
        var codings = (contentEncoding ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (codings.Length > limits.MaxContentCodings)
        {
            return DecodeStatus.Unsupported;
        }

        for (var i = codings.Length - 1; i >= 0; i--)
        {
            var status = DecodeOne(decoded, codings[i], limits, out decoded);
            if (status != DecodeStatus.Ok)
            {
                decoded = default;
                return status;
            }
        }

        return decoded.Length <= limits.MaxBodyBytes ? DecodeStatus.Ok : DecodeStatus.TooLarge;
    }

    static DecodeStatus DecodeOne(
        ReadOnlyMemory<byte> body, string coding, ProtocolLimits limits, out ReadOnlyMemory<byte> decoded)
    {
        switch (coding.ToLowerInvariant())
        {
            case "identity":
                decoded = body;
                return DecodeStatus.Ok;
            case "gzip" or "x-gzip":
                // Some proxies inflate the body and forget to take the header away.
                if (!IsGzip(body.Span))
                {
                    decoded = body;
                    return LooksLikeText(body.Span) ? DecodeStatus.Ok : DecodeStatus.Corrupt;
                }

                var status = Inflate(body, static s => new GZipStream(s, CompressionMode.Decompress), limits, out decoded);
                return status == DecodeStatus.Ok && !IsWhole(body.Span, decoded.Length) ? DecodeStatus.Corrupt : status;
            case "deflate":
                return IsZlib(body.Span)
                    ? Inflate(body, static s => new ZLibStream(s, CompressionMode.Decompress), limits, out decoded, endsItself: true)
                    : Inflate(body, static s => new DeflateStream(s, CompressionMode.Decompress), limits, out decoded, endsItself: true);
            case "br":
                return Inflate(body, static s => new BrotliStream(s, CompressionMode.Decompress), limits, out decoded, endsItself: true);
            case "zstd":
                return Inflate(body, static s => new DecompressionStream(s), limits, out decoded);
            default:
                decoded = default;
                return DecodeStatus.Unsupported;
        }
    }

    internal static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes is [0x1f, 0x8b, ..];

    /// <summary>The two bytes of RFC 1950: method 8, and a check that makes them divisible by 31.</summary>
    internal static bool IsZlib(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 2 && (bytes[0] & 0x0f) == 8 && ((bytes[0] << 8) | bytes[1]) % 31 == 0;

    // The trailer ends with the length of its member; several members after each other are legal and rare.
    static bool IsWhole(ReadOnlySpan<byte> body, int length) =>
        body.Length >= 18 && (BinaryPrimitives.ReadUInt32LittleEndian(body[^4..]) == (uint)length || body[10..].IndexOf((ReadOnlySpan<byte>)[0x1f, 0x8b, 8]) >= 0);

    /// <summary>Reads a decoding stream to its end within the limits.</summary>
    /// <param name="endsItself">The decoder stops by itself, so that its asking for more bytes means they are missing.</param>
    internal static DecodeStatus Inflate(
        ReadOnlyMemory<byte> body, Func<Stream, Stream> open, ProtocolLimits limits, out ReadOnlyMemory<byte> decoded, bool endsItself = false)
    {
        decoded = default;
        if (body.IsEmpty)
        {
            return DecodeStatus.Corrupt;
        }

        // From the ratio, in one piece: past the free bytes each compressed byte buys only so many.
        var allowed = Math.Min(limits.MaxBodyBytes, Math.Max(limits.RatioFreeBytes, (long)body.Length * limits.MaxInflationRatio));
        var output = new ArrayBufferWriter<byte>(Math.Clamp(body.Length * 4, 4 << 10, 1 << 20));
        try
        {
            using var source = AsStream(body);
            using var inflating = open(source);
            while (true)
            {
                var read = inflating.Read(output.GetSpan(4 << 10));
                if (read == 0)
                {
                    if (endsItself && source.WasExhausted)
                    {
                        return DecodeStatus.Corrupt;
                    }

                    break;
                }

                output.Advance(read);
                if (output.WrittenCount > allowed)
                {
                    return DecodeStatus.TooLarge;
                }
            }
        }
        catch (Exception e) when (IsDamage(e))
        {
            return DecodeStatus.Corrupt;
        }

        decoded = output.WrittenMemory;
        return DecodeStatus.Ok;
    }

    // What the framework's streams and the two libraries throw for damaged input; anything else is a bug of ours.
    static bool IsDamage(Exception e) =>
        e is InvalidDataException or IOException or ZstdException or SharpCompress.Common.SharpCompressException
            or InvalidOperationException or IndexOutOfRangeException or ArgumentException or OverflowException
            or NotSupportedException or NullReferenceException or NotImplementedException;

    static bool LooksLikeText(ReadOnlySpan<byte> bytes) => bytes is [(byte)'{' or (byte)'[' or (byte)'-', ..];

    static TrackedSource AsStream(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var segment)
            ? new TrackedSource(segment.Array!, segment.Offset, segment.Count)
            : new TrackedSource(body.ToArray(), 0, body.Length);
}
