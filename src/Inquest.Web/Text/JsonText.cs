using System.Text.Json;

namespace Inquest.Web.Text;

/// <summary>JSON that a client sent, as rows of a table.</summary>
public static class JsonText
{
    /// <summary>A value in words: strings bare, the rest as JSON.</summary>
    public static string Value(JsonElement value) => Cut.To(
        value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText(), WebLimits.ValueLength);

    /// <summary>The members of an object; nested objects one level deep become <c>outer.inner</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Rows(JsonElement? element)
    {
        var rows = new List<KeyValuePair<string, string>>();
        if (element is { ValueKind: JsonValueKind.Object } root)
        {
            Add(rows, "", root, depth: 0);
        }
        else if (element is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } other)
        {
            rows.Add(new("value", Value(other)));
        }

        return rows;
    }

    static void Add(List<KeyValuePair<string, string>> rows, string prefix, JsonElement element, int depth)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (rows.Count >= WebLimits.ValuesShown)
            {
                return;
            }

            var name = Cut.To(prefix + member.Name, 120);
            if (member.Value.ValueKind == JsonValueKind.Object && depth < 2 && member.Value.EnumerateObject().Any())
            {
                Add(rows, name + ".", member.Value, depth + 1);
            }
            else
            {
                rows.Add(new(name, Value(member.Value)));
            }
        }
    }
}
