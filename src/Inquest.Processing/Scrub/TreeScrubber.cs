using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Inquest.Processing.Scrub;

/// <summary>Takes secrets out of a JSON tree: by the names of keys, and out of every string.</summary>
sealed class TreeScrubber(ScrubRules rules, SecretKeys keys, TextScrubber texts)
{
    /// <summary>True when something was replaced; otherwise the tree comes back as it is.</summary>
    public bool TryScrub(JsonElement element, out JsonElement clean)
    {
        clean = element;
        if (element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False
            || !texts.MayHold(JsonMarshal.GetRawUtf8Value(element)) || !TryScrubToText(element, out var scrubbed))
        {
            return false;
        }

        using var document = JsonDocument.Parse(scrubbed, new JsonDocumentOptions { MaxDepth = 1_000 });
        clean = document.RootElement.Clone();
        return true;
    }

    /// <summary>The same as JSON text, for an element that <see cref="TextScrubber.MayHold"/> something.</summary>
    public bool TryScrubToText(JsonElement element, out ReadOnlyMemory<byte> clean)
    {
        var buffer = new ArrayBufferWriter<byte>(JsonMarshal.GetRawUtf8Value(element).Length + 256);
        using var writer = new Utf8JsonWriter(buffer);
        var changed = Write(writer, element, null);
        writer.Flush();
        clean = buffer.WrittenMemory;
        return changed;
    }

    /// <param name="marker">What replaces every leaf, when a key above names a secret.</param>
    /// <returns>True when something was replaced.</returns>
    bool Write(Utf8JsonWriter writer, JsonElement element, string? marker)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return WriteObject(writer, element, marker);
            case JsonValueKind.Array:
                return WriteArray(writer, element, marker);
            case JsonValueKind.String:
                var text = JsonText.Of(element);
                var clean = marker is null ? texts.Scrub(text) : Replaced(text, marker);
                writer.WriteStringValue(clean);
                return !ReferenceEquals(clean, text);
            case JsonValueKind.Number when marker is not null:
                writer.WriteStringValue(marker);
                return true;
            case JsonValueKind.Number when rules.CardNumbers && CardNumbers.TryFind(element.GetRawText(), 0, out _, out _):
                writer.WriteStringValue(Marker.CardNumber);
                return true;
            default:
                element.WriteTo(writer);
                return false;
        }
    }

    bool WriteObject(Utf8JsonWriter writer, JsonElement element, string? marker)
    {
        var changed = false;
        var pairMarker = marker ?? PairMarker(element);
        writer.WriteStartObject();
        foreach (var property in element.EnumerateObject())
        {
            var name = JsonText.NameOf(property);
            writer.WritePropertyName(name);
            if (marker is null && rules.EnvironmentValues && EnvironmentNames.IsEnvironment(name)
                && property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                changed |= WriteEnvironment(writer, property.Value);
                continue;
            }

            var own = marker ?? (pairMarker is not null && name is "value" ? pairMarker : keys.MarkerFor(name));
            // A count of tokens is no token.
            var harmless = own is Marker.Secret && marker is null && property.Value.ValueKind == JsonValueKind.Number
                && name.Contains("token", StringComparison.OrdinalIgnoreCase);
            changed |= Write(writer, property.Value, harmless ? null : own);
        }

        writer.WriteEndObject();
        return changed;
    }

    // Headers and cookies also come as {"name": "Authorization", "value": "…"}.
    string? PairMarker(JsonElement element) =>
        (JsonText.TryGet(element, "name"u8, out var name) || JsonText.TryGet(element, "key"u8, out name)) && name.ValueKind == JsonValueKind.String
            ? keys.MarkerFor(JsonText.Of(name)) : null;

    bool WriteArray(Utf8JsonWriter writer, JsonElement element, string? marker)
    {
        var changed = false;
        // Headers, cookies and queries also come as lists of pairs.
        var isPair = marker is null && element.GetArrayLength() == 2 && element[0].ValueKind == JsonValueKind.String;
        var pairMarker = isPair ? keys.MarkerFor(JsonText.Of(element[0])) : null;
        writer.WriteStartArray();
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            changed |= Write(writer, item, marker ?? (index == 1 ? pairMarker : null));
            index++;
        }

        writer.WriteEndArray();
        return changed;
    }

    /// <summary>sentry-cli's send-event puts the whole environment in, its own token included.</summary>
    bool WriteEnvironment(Utf8JsonWriter writer, JsonElement environment)
    {
        var changed = false;
        if (environment.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in environment.EnumerateArray())
            {
                changed |= WriteAssignment(writer, item);
            }

            writer.WriteEndArray();
            return changed;
        }

        writer.WriteStartObject();
        foreach (var variable in environment.EnumerateObject())
        {
            var name = JsonText.NameOf(variable);
            writer.WritePropertyName(name);
            changed |= Write(writer, variable.Value, EnvironmentNames.IsHarmless(name) ? null : Marker.Environment);
        }

        writer.WriteEndObject();
        return changed;
    }

    bool WriteAssignment(Utf8JsonWriter writer, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.String)
        {
            return Write(writer, item, null);
        }

        var text = JsonText.Of(item);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || EnvironmentNames.IsHarmless(text[..equals]))
        {
            return Write(writer, item, null);
        }

        var value = Replaced(text[(equals + 1)..], Marker.Environment);
        writer.WriteStringValue(text[..(equals + 1)] + value);
        return value == Marker.Environment && text[(equals + 1)..] != value;
    }

    static string Replaced(string text, string marker) => text.Length == 0 || Marker.IsAt(text) ? text : marker;
}
