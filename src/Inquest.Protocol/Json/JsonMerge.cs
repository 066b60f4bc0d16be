using System.Buffers;
using System.Text.Json;

namespace Inquest.Protocol.Json;

/// <summary>Objects laid over each other: the first that has a key wins, objects under the same key merge.</summary>
static class JsonMerge
{
    public static byte[] Merge(IReadOnlyList<JsonElement> objects)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, objects);
        }

        return buffer.WrittenSpan.ToArray();
    }

    static void Write(Utf8JsonWriter writer, IReadOnlyList<JsonElement> objects)
    {
        writer.WriteStartObject();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in objects)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (!seen.Add(property.Name))
                {
                    continue;
                }

                var all = objects.Select(o => o.Get(property.Name)).Where(v => !v.IsAbsent()).ToList();
                writer.WritePropertyName(property.Name);
                if (all.Count > 0 && all.TrueForAll(v => v.IsObject()))
                {
                    Write(writer, all);
                }
                else
                {
                    (all.Count > 0 ? all[0] : property.Value).WriteTo(writer);
                }
            }
        }

        writer.WriteEndObject();
    }
}
