using System.Globalization;
using System.Text.Json;
using Inquest.Client.Stacks;

namespace Inquest.Client.Events;

/// <summary>Frames → <c>stacktrace</c>; the wire has the outermost call first.</summary>
static class FramesJson
{
    public static void Write(Utf8JsonWriter json, JsonValues values, List<ManagedFrame> frames, InAppRule inApp)
    {
        if (frames.Count == 0)
        {
            return;
        }

        json.WriteStartObject("stacktrace");
        // Every address of a managed stack is a return address, the innermost too: throw is a call.
        json.WriteString("instruction_addr_adjustment", "all");
        json.WriteStartArray("frames");
        for (var i = frames.Count - 1; i >= 0; i--)
        {
            One(json, values, frames[i], inApp);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void One(Utf8JsonWriter json, JsonValues values, in ManagedFrame frame, InAppRule inApp)
    {
        json.WriteStartObject();
        values.Text("function", frame.Function);
        values.Text("module", frame.Type);
        values.Text("package", frame.Assembly);
        values.Text("filename", frame.File is null ? null : frame.File[(frame.File.AsSpan().LastIndexOfAny('/', '\\') + 1)..]);
        values.Text("abs_path", frame.File);
        Positive(json, "lineno", frame.Line);
        Positive(json, "colno", frame.Column);
        if (inApp.IsInApp(frame.Assembly) is { } own)
        {
            json.WriteBoolean("in_app", own);
        }

        if (frame.IlOffset is { } offset && frame.Image >= 0 && frame.Token != 0)
        {
            json.WriteString("addr_mode", string.Create(CultureInfo.InvariantCulture, $"rel:{frame.Image}"));
            json.WriteString("instruction_addr", string.Create(CultureInfo.InvariantCulture, $"0x{offset:x}"));
            json.WriteString("function_id", string.Create(CultureInfo.InvariantCulture, $"0x{frame.Token:x}"));
        }
        else if (frame.Address != 0)
        {
            json.WriteString("instruction_addr", string.Create(CultureInfo.InvariantCulture, $"0x{frame.Address:x}"));
        }

        json.WriteEndObject();
    }

    static void Positive(Utf8JsonWriter json, string name, int value)
    {
        if (value > 0)
        {
            json.WriteNumber(name, value);
        }
    }
}
