using System.Text.Json;

namespace Inquest.Processing.Scrub;

/// <summary>Strings of JSON that may hold half a surrogate pair, which the framework refuses to hand out.</summary>
static class JsonText
{
    public static string Of(JsonElement element)
    {
        try
        {
            return element.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return element.GetRawText().Trim('"');
        }
    }

    /// <summary>A property by name; a lookup stops at the first name that holds half a surrogate pair, so those are passed by hand.</summary>
    public static bool TryGet(JsonElement element, ReadOnlySpan<byte> name, out JsonElement value)
    {
        try
        {
            return element.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
        }

        foreach (var property in element.EnumerateObject())
        {
            if (NameOf(property) is { } known && System.Text.Encoding.UTF8.GetBytes(known).AsSpan().SequenceEqual(name))
            {
                value = property.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    public static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }
}
