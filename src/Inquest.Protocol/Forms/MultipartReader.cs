using System.Text;

namespace Inquest.Protocol.Forms;

/// <summary>Multipart bodies (RFC 2046, 7578) as crash reporters write them, over memory and without copies.</summary>
/// <remarks>
/// A delimiter is <c>--boundary</c> at the start of a line; the line end before it belongs to the delimiter. Tolerated:
/// a boundary in quotes or only in the body (Breakpad scripts forget the header), LF as line end, a missing final
/// delimiter (Crashpad whose connection was cut: the last part runs to the end), text before the first delimiter.
/// </remarks>
public static class MultipartReader
{
    /// <summary>The boundary of a content type, or the one that the body begins with, or null.</summary>
    public static string? FindBoundary(string? contentType, ReadOnlySpan<byte> body)
    {
        var named = FromContentType(contentType);
        if (named is not null && (body.Length == 0 || body.IndexOf(Encoding.UTF8.GetBytes("--" + named)) >= 0))
        {
            return named;
        }

        return Sniff(body) ?? named;
    }

    /// <summary>The boundary when the bytes look like a multipart document by themselves.</summary>
    public static string? Sniff(ReadOnlySpan<byte> body)
    {
        while (body is [(byte)'\r' or (byte)'\n', ..])
        {
            body = body[1..];
        }

        if (!body.StartsWith("--"u8))
        {
            return null;
        }

        // RFC 2046 allows 70 characters; Crashpad and browsers stay below.
        const int longest = 200;
        var end = body[..Math.Min(body.Length, longest)].IndexOf((byte)'\n');
        if (end < 3)
        {
            return null;
        }

        var line = body[2..end].TrimEnd("\r \t"u8);
        var next = body[(end + 1)..];
        return line.Length > 0 && !line.ContainsAnyExceptInRange((byte)0x20, (byte)0x7e)
            && Ascii.EqualsIgnoreCase(next[..Math.Min(next.Length, 8)], "content-"u8) ? Encoding.ASCII.GetString(line) : null;
    }

    /// <summary>Splits a body; false when there are more parts or longer headers than allowed.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> body, string boundary, ProtocolLimits limits, List<MultipartPart> parts)
    {
        var delimiter = Encoding.UTF8.GetBytes("--" + boundary);
        var (start, next) = FindDelimiter(body.Span, delimiter, 0);
        while (start >= 0 && next >= 0)
        {
            var (end, after) = FindDelimiter(body.Span, delimiter, next);
            var content = body[next..(end < 0 ? body.Length : end)];
            if (parts.Count >= limits.MaxFormParts || !TryPart(content, limits, parts))
            {
                return false;
            }

            (start, next) = (end, after);
        }

        return true;
    }

    /// <summary>
    /// Where the line end before the next delimiter begins, and where the part after it does; the second is negative
    /// after the closing delimiter, the first when there is no more.
    /// </summary>
    static (int End, int Next) FindDelimiter(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter, int from)
    {
        var position = from;
        while (body[position..].IndexOf(delimiter) is var found and >= 0)
        {
            var at = position + found;
            var after = at + delimiter.Length;
            position = after;
            if (at > 0 && body[at - 1] != '\n')
            {
                continue;
            }

            var rest = body[after..];
            var closing = rest.StartsWith("--"u8);
            var line = rest.IndexOf((byte)'\n');
            var tail = line < 0 ? rest : rest[..line];
            // “--abc” is no delimiter where the boundary is “--ab”.
            if (!closing && tail.ContainsAnyExcept(" \t\r"u8))
            {
                continue;
            }

            var end = Math.Max(at - (at > 1 && body[at - 2] == '\r' ? 2 : at > 0 ? 1 : 0), from);
            return (end, closing || line < 0 ? -1 : after + line + 1);
        }

        return (-1, -1);
    }

    static bool TryPart(ReadOnlyMemory<byte> content, ProtocolLimits limits, List<MultipartPart> parts)
    {
        string name = "", disposition = "";
        string? type = null;
        var rest = content;
        var headerBytes = 0;
        while (true)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = (end < 0 ? rest : rest[..end]).Span.TrimEnd((byte)'\r');
            headerBytes += line.Length;
            if (headerBytes > limits.MaxPartHeaderBytes)
            {
                return false;
            }

            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.IsEmpty || end < 0)
            {
                break;
            }

            var text = Encoding.UTF8.GetString(line);
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var header = colon < 0 ? "" : text[..colon].Trim();
            if (header.Equals("content-disposition", StringComparison.OrdinalIgnoreCase))
            {
                disposition = text[(colon + 1)..];
            }
            else if (header.Equals("content-type", StringComparison.OrdinalIgnoreCase))
            {
                type = text[(colon + 1)..].Trim();
            }
        }

        name = HeaderParameter.Find(disposition, "name") ?? "";
        var fileName = HeaderParameter.Find(disposition, "filename*") is { } extended ? HeaderParameter.Decode(extended)
            : HeaderParameter.Find(disposition, "filename");
        parts.Add(new MultipartPart(name, fileName, type, rest));
        return true;
    }

    static string? FromContentType(string? contentType)
    {
        var boundary = contentType is null ? null : HeaderParameter.Find(contentType, "boundary");
        return string.IsNullOrEmpty(boundary) || boundary.Length > 200 ? null : boundary;
    }
}
