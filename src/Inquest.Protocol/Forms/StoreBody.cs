using System.Buffers.Text;
using System.Text;
using Inquest.Protocol.Compression;

namespace Inquest.Protocol.Forms;

/// <summary>Bodies of the store endpoint: JSON, base64(JSON), base64(zlib(JSON)), or <c>sentry_data=</c> of a query or form.</summary>
public static class StoreBody
{
    /// <summary>Finds the event's JSON.</summary>
    /// <param name="query">The query of a GET request; looked at when the body is empty.</param>
    public static DecodeStatus Read(ReadOnlyMemory<byte> body, string? query, ProtocolLimits limits, out ReadOnlyMemory<byte> json)
    {
        json = body;
        var text = Trim(body);
        if (text.IsEmpty)
        {
            text = FromQuery(query);
        }
        else if (text.Span.StartsWith("sentry_data="u8))
        {
            // Old browser SDKs post a form.
            text = FromQuery(Encoding.UTF8.GetString(text.Span));
        }

        if (text.IsEmpty)
        {
            json = default;
            return DecodeStatus.Corrupt;
        }

        if (text.Span[0] is (byte)'{' or (byte)'[' or 0xef)
        {
            json = text;
            return DecodeStatus.Ok;
        }

        if (ContentDecoder.IsZlib(text.Span) && !IsBase64(text.Span))
        {
            return ContentDecoder.Decode(text, "deflate", limits, out json);
        }

        if (!TryBase64(text.Span, out var bytes))
        {
            return DecodeStatus.Corrupt;
        }

        if (bytes is [(byte)'{' or (byte)'[', ..])
        {
            json = bytes;
            return DecodeStatus.Ok;
        }

        return ContentDecoder.Decode(bytes, ContentDecoder.IsGzip(bytes) ? "gzip" : "deflate", limits, out json);
    }

    static bool IsBase64(ReadOnlySpan<byte> text) => Base64.IsValid(text) || Base64Url.IsValid(text);

    static bool TryBase64(ReadOnlySpan<byte> text, out byte[] bytes)
    {
        bytes = [];
        if (Base64.IsValid(text, out var length))
        {
            bytes = new byte[length];
            _ = Base64.DecodeFromUtf8(text, bytes, out _, out var written);
            bytes = bytes[..written];
            return true;
        }

        if (!Base64Url.IsValid(text))
        {
            return false;
        }

        bytes = Base64Url.DecodeFromUtf8(text);
        return true;
    }

    static ReadOnlyMemory<byte> FromQuery(string? query)
    {
        foreach (var pair in (query ?? "").TrimStart('?').Split('&'))
        {
            if (pair.StartsWith("sentry_data=", StringComparison.Ordinal))
            {
                // A plus sign of base64 that was not escaped arrives as a space in some stacks and as itself in others.
                return Encoding.UTF8.GetBytes(Uri.UnescapeDataString(pair["sentry_data=".Length..]).Replace(' ', '+'));
            }
        }

        return default;
    }

    static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> body)
    {
        var start = body.Span.IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0 ? default : body[start..];
    }
}
