using System.Globalization;
using System.Text.Json;

namespace Inquest.Protocol.Json;

/// <summary>Reads values of the shapes that clients confuse: numbers as text, one thing as a list of one, nulls in lists.</summary>
static class JsonShapes
{
    public static JsonElement Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    public static JsonElement Get(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    public static bool IsObject(this JsonElement element) => element.ValueKind == JsonValueKind.Object;

    public static bool IsArray(this JsonElement element) => element.ValueKind == JsonValueKind.Array;

    public static bool IsAbsent(this JsonElement element) => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>Text, or a number or boolean as text; null for everything else and for empty text.</summary>
    public static string? Text(this JsonElement element, int longest)
    {
        var text = element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
        return string.IsNullOrEmpty(text) ? null : Cut(text, longest);
    }

    /// <summary>The text itself, or its beginning with a mark of how much is gone.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        // A cut between the halves of a surrogate pair would make text that cannot be stored.
        var end = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}⟨cut: {text.Length - end} more characters⟩");
    }

    public static bool? Boolean(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when bool.TryParse(element.GetString(), out var value) => value,
        _ => null,
    };

    /// <summary>A decimal number, or decimal text.</summary>
    public static long? Integer(this JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            if (element.TryGetInt64(out var whole))
            {
                return whole;
            }

            return element.TryGetDouble(out var real) && Math.Abs(real) < 9e18 ? (long)real : null;
        }

        return element.ValueKind == JsonValueKind.String
            && long.TryParse(element.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
    }

    /// <summary>An address: a number, <c>0x…</c>, or decimal text.</summary>
    public static ulong? Address(this JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            return element.TryGetUInt64(out var number) ? number : null;
        }

        if (element.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var text = element.GetString().AsSpan().Trim();
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : null
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
    }

    /// <summary>The entries of a list, of <c>{"values": […]}</c>, or the one object itself.</summary>
    public static IEnumerable<JsonElement> Values(this JsonElement element)
    {
        if (element.IsObject())
        {
            var values = element.Get("values"u8);
            if (values.IsArray())
            {
                element = values;
            }
            else
            {
                return values.ValueKind == JsonValueKind.Undefined ? [element] : [];
            }
        }

        return element.IsArray() ? element.EnumerateArray() : [];
    }
}
