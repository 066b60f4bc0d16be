using System.Text;
using System.Text.Json;
using Inquest.Protocol.Json;

namespace Inquest.Protocol.Events;

/// <summary><c>message</c> and <c>logentry</c>: text, or <c>{message, formatted, params}</c>.</summary>
static class MessageReader
{
    public static (string? Message, string? Template) Read(JsonElement root, ProtocolLimits limits)
    {
        var entry = root.Get("logentry"u8);
        entry = entry.IsAbsent() ? root.Get("sentry.interfaces.Message"u8) : entry;
        entry = entry.IsAbsent() ? root.Get("message"u8) : entry;
        if (!entry.IsObject())
        {
            return (entry.Text(limits.MaxMessageLength), null);
        }

        var template = entry.Get("message"u8).Text(limits.MaxMessageLength);
        var formatted = entry.Get("formatted"u8).Text(limits.MaxMessageLength);
        if (formatted is null && template is not null)
        {
            formatted = Format(template, entry.Get("params"u8), limits);
        }

        return (formatted ?? root.Get("message"u8).Text(limits.MaxMessageLength), template == formatted ? null : template);
    }

    /// <summary>Fills <c>%s</c>, <c>%d</c>, <c>{}</c> and <c>{0}</c> in order, as the loggers of SDKs would.</summary>
    static string Format(string template, JsonElement parameters, ProtocolLimits limits)
    {
        if (!parameters.IsArray() || parameters.GetArrayLength() == 0)
        {
            return template;
        }

        var values = parameters.EnumerateArray().Take(64).Select(p => p.Text(limits.MaxTagLength) ?? "null").ToList();
        var text = new StringBuilder(template.Length + 64);
        var next = 0;
        for (var i = 0; i < template.Length; i++)
        {
            var rest = template.AsSpan(i);
            var length = rest is ['%', 's' or 'd' or 'i' or 'f' or 'r', ..] || rest is ['{', '}', ..] ? 2
                : rest is ['{', >= '0' and <= '9', '}', ..] ? 3 : 0;
            var index = length == 3 ? rest[1] - '0' : next;
            if (length == 0 || index >= values.Count)
            {
                text.Append(template[i]);
                continue;
            }

            text.Append(values[index]);
            next++;
            i += length - 1;
        }

        return JsonShapes.Cut(text.ToString(), limits.MaxMessageLength);
    }
}
