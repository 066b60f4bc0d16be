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
