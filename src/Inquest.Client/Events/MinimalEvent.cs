using System.Text.Json;

namespace Inquest.Client.Events;

/// <summary>What is kept of a report that cannot be written in full: who, what, when.</summary>
static class MinimalEvent
{
    // Of the runtime's own text of the stack.
    const int StackLength = 16 << 10;
    const int MessageLength = 1 << 10;

    public static byte[] Write(OutgoingReport report)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("event_id", report.EventId);
            json.WriteString("timestamp", report.Timestamp.UtcDateTime);
            json.WriteString("platform", "csharp");
            json.WriteString("level", EventJson.LevelName(report.Level));
            Text(json, "release", report.Release, MessageLength);
            Text(json, "environment", report.Environment, MessageLength);
            if (report.Exception is { } exception)
            {
                json.WriteStartObject("exception");
                json.WriteStartArray("values");
                json.WriteStartObject();
                json.WriteString("type", exception.GetType().FullName);
                json.WriteStartObject("mechanism");
                json.WriteString("type", report.Mechanism);
                json.WriteBoolean("handled", !report.IsCrash);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteStartObject("extra");
                Text(json, "stack", exception.StackTrace, StackLength);
                json.WriteEndObject();
            }

            Text(json, "message", report.Message, MessageLength);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    static void Text(Utf8JsonWriter json, string name, string? value, int length)
    {
        if (value is not null)
        {
            json.WriteString(name, value.Length > length ? value[..length] : value);
        }
    }
}
