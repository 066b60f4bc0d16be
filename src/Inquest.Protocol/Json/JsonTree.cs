using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Inquest.Protocol.Json;

/// <summary>Keeps a tree of client data beyond its document, within a size.</summary>
static class JsonTree
{
    /// <summary>A copy that owns its bytes, or null for an absent value.</summary>
    /// <param name="bytes">Size of what was kept, as JSON text.</param>
    public static JsonElement? Keep(JsonElement element, int maxBytes, out int bytes)
    {
        bytes = 0;
        if (element.IsAbsent())
        {
            return null;
        }

        bytes = JsonMarshal.GetRawUtf8Value(element).Length;
        return bytes <= maxBytes ? element.Clone() : Cut(element, maxBytes, out bytes);
    }

    static JsonElement Cut(JsonElement element, int maxBytes, out int bytes)
    {
        var buffer = new ArrayBufferWriter<byte>(maxBytes);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, element, maxBytes);
        }

        bytes = buffer.WrittenCount;
        using var document = JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = 256 });
        return document.RootElement.Clone();
    }

    static void Write(Utf8JsonWriter writer, JsonElement element, long maxBytes)
    {
        var size = JsonMarshal.GetRawUtf8Value(element).Length;
        if (writer.BytesCommitted + writer.BytesPending + size <= maxBytes)
        {
            element.WriteTo(writer);
        }
        else if (element.IsObject() && Fits(writer, maxBytes))
        {
            writer.WriteStartObject();
            var left = element.GetPropertyCount();
            foreach (var property in element.EnumerateObject())
            {
                if (!Fits(writer, maxBytes))
                {
                    writer.WriteString("⟨cut⟩", $"{left} more keys");
                    break;
                }

                writer.WritePropertyName(property.Name.Length > 1_000 ? property.Name[..1_000] : property.Name);
                Write(writer, property.Value, maxBytes);
                left--;
            }

            writer.WriteEndObject();
        }
        else if (element.IsArray() && Fits(writer, maxBytes))
        {
            writer.WriteStartArray();
            var left = element.GetArrayLength();
            foreach (var item in element.EnumerateArray())
            {
                if (!Fits(writer, maxBytes))
                {
                    writer.WriteStringValue($"⟨cut: {left} more entries⟩");
                    break;
                }

                Write(writer, item, maxBytes);
                left--;
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStringValue(element.ValueKind == JsonValueKind.String ? JsonShapes.Cut(element.GetString()!, 1_000) : $"⟨cut: {size} bytes⟩");
        }
    }

    static bool Fits(Utf8JsonWriter writer, long maxBytes) => writer.BytesCommitted + writer.BytesPending < maxBytes;
}
