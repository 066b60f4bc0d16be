using System.Buffers;
using System.Text.Json;

namespace Inquest.Protocol;

/// <summary>The body of a refusal: <c>{"detail":"one line","causes":["…"]}</c> (§1.6). SDKs log both.</summary>
public static class ErrorBody
{
    public static byte[] Write(string detail, params ReadOnlySpan<string> causes)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("detail"u8, HeaderLine(detail));
            if (causes.Length > 0)
            {
                writer.WriteStartArray("causes"u8);
                foreach (var cause in causes)
                {
                    writer.WriteStringValue(cause);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The same line as <c>X-Sentry-Error</c> may carry it: printable ASCII only, so that nothing can be injected.</summary>
    public static string HeaderLine(string detail)
    {
        const int longest = 200;
        var length = Math.Min(detail.Length, longest);
        return string.Create(length, detail, static (line, text) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = text[i] is >= ' ' and < '\x7f' ? text[i] : '?';
            }
        });
    }
}
