using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Inquest.Protocol.Forms;

/// <summary>Fields named <c>sentry[a][b]</c> → one JSON object; keys 0, 1, 2, … and empty ones make lists.</summary>
sealed class BracketFields(ProtocolLimits limits)
{
    readonly SortedDictionary<string, object> _root = new(StringComparer.Ordinal);

    public bool IsEmpty => _root.Count == 0;

    /// <summary>False when the name is no bracket notation under <c>sentry</c>.</summary>
    public bool TryAdd(string name, string value)
    {
        if (!name.StartsWith("sentry[", StringComparison.Ordinal) || name[^1] != ']')
        {
            return false;
        }

        var path = name["sentry[".Length..^1].Split("][");
        if (path.Length > limits.MaxBracketDepth)
        {
            return false;
        }

        var node = _root;
        for (var i = 0; i < path.Length - 1; i++)
        {
            if (!node.TryGetValue(path[i], out var child))
            {
                node[path[i]] = child = new SortedDictionary<string, object>(StringComparer.Ordinal);
            }

            if (child is not SortedDictionary<string, object> inner)
            {
                return false;
            }

            node = inner;
        }

        var key = path[^1].Length > 0 ? path[^1] : node.Count.ToString(CultureInfo.InvariantCulture);
        return node.TryAdd(key, value);
    }

    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, _root, isRoot: true);
        }

        return buffer.WrittenSpan.ToArray();
    }

    static void Write(Utf8JsonWriter writer, SortedDictionary<string, object> node, bool isRoot = false)
    {
        var isList = !isRoot && Enumerable.Range(0, node.Count).All(i => node.ContainsKey(i.ToString(CultureInfo.InvariantCulture)));
        if (isList)
        {
            writer.WriteStartArray();
        }
        else
        {
            writer.WriteStartObject();
        }

        for (var i = 0; i < node.Count; i++)
        {
            var (key, value) = isList ? KeyValuePair.Create("", node[i.ToString(CultureInfo.InvariantCulture)]) : node.ElementAt(i);
            if (!isList)
            {
                writer.WritePropertyName(key);
            }

            if (value is SortedDictionary<string, object> inner)
            {
                Write(writer, inner);
            }
            else
            {
                writer.WriteStringValue((string)value);
            }
        }

        if (isList)
        {
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteEndObject();
        }
    }
}
