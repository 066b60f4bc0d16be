using System.Text.Json;
using Inquest.Protocol.Json;

namespace Inquest.Protocol.Events;

/// <summary><c>tags</c>: an object, or a list of pairs, or a list of <c>{"key","value"}</c> objects.</summary>
static class TagReader
{
    public static Dictionary<string, string> Read(JsonElement tags, EventDraft draft)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        if (tags.IsObject())
        {
            foreach (var tag in tags.EnumerateObject())
            {
                Add(read, tag.Name, tag.Value, draft);
            }
        }
        else if (tags.IsArray())
        {
            foreach (var tag in tags.EnumerateArray())
            {
                if (tag.IsArray() && tag.GetArrayLength() == 2)
                {
                    Add(read, tag[0].Text(1_000), tag[1], draft);
                }
                else if (tag.IsObject())
                {
                    Add(read, tag.Get("key"u8).Text(1_000), tag.Get("value"u8), draft);
                }
            }
        }

        return read;
    }

    static void Add(Dictionary<string, string> tags, string? key, JsonElement value, EventDraft draft)
    {
        if (value.Text(draft.Limits.MaxTagLength * 10) is not { } text || string.IsNullOrWhiteSpace(key))
        {
            return;
        }

        if (tags.Count == draft.Limits.MaxTags && !tags.ContainsKey(key))
        {
            draft.Add("cut", $"Only the first {draft.Limits.MaxTags} tags were kept.");
            return;
        }

        tags[OneLine(key, draft.Limits.MaxTagLength)] = OneLine(text, draft.Limits.MaxTagLength);
    }

    static string OneLine(string text, int longest)
    {
        text = text.AsSpan().ContainsAny('\n', '\r') ? text.ReplaceLineEndings(" ") : text;
        text = text.Trim();
        return text.Length <= longest ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1), "…");
    }
}
