using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Inquest.Protocol.Json;

/// <summary>JSON as clients really write it, made safe before System.Text.Json sees it (§1.4).</summary>
/// <remarks>
/// Clean input is parsed as it is. Otherwise <see cref="JsonRepair"/> rewrites it once: invalid UTF-8, lone surrogates,
/// <c>\u0000</c>, bare <c>NaN</c> and <c>Infinity</c>, raw control characters and nesting beyond the limit.
/// Strings of the resulting document can be read without an exception.
/// </remarks>
public static class LenientJson
{
    /// <summary>Parses one value.</summary>
    /// <param name="repaired">True when something had to be changed.</param>
    /// <returns>Null when the text is no JSON even with goodwill. The caller disposes of the document.</returns>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, ProtocolLimits limits, out bool repaired)
    {
        utf8 = WithoutByteOrderMark(utf8);
        repaired = false;
        if (utf8.IsEmpty)
        {
            return null;
        }

        var options = new JsonDocumentOptions { MaxDepth = limits.MaxJsonDepth + 1, AllowTrailingCommas = true };
        if (!HasOddities(utf8.Span) && TryParse(utf8, options) is { } clean)
        {
            return clean;
        }

        repaired = true;
        var output = new ArrayBufferWriter<byte>(utf8.Length + 64);
        return JsonRepair.TryRewrite(utf8.Span, limits.MaxJsonDepth, output) ? TryParse(output.WrittenMemory, options) : null;
    }

    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, ProtocolLimits limits) => Parse(utf8, limits, out _);

    /// <summary>True when the strict parser would take the text but its strings could not be read or stored.</summary>
    static bool HasOddities(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            return true;
        }

        // Escaped surrogates and NULs are valid JSON to the parser; only the four digits tell.
        while (utf8.IndexOf("\\u"u8) is var at and >= 0)
        {
            utf8 = utf8[(at + 2)..];
            if (utf8 is [(byte)'d' or (byte)'D', >= (byte)'8', ..] || utf8.StartsWith("0000"u8))
            {
                return true;
            }
        }

        return false;
    }

    static JsonDocument? TryParse(ReadOnlyMemory<byte> utf8, JsonDocumentOptions options)
    {
        try
        {
            return JsonDocument.Parse(utf8, options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> utf8) =>
        utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
}
