using System.Text.Json;
using Inquest.Protocol.Json;
using Inquest.Reports;

namespace Inquest.Protocol.Events;

/// <summary><c>exception</c>: a list, one object, or <c>{"values": […]}</c>; causes first on the wire, thrown last first in a report.</summary>
static class ExceptionReader
{
    public static List<ReportException> Read(JsonElement exception, EventDraft draft)
    {
        var values = exception.Values().Where(v => v.IsObject()).ToList();
        var limit = draft.Limits.MaxExceptions;
        if (values.Count > limit)
        {
            draft.AddCut("exceptions", limit, values.Count);
            values = values[^limit..];
        }

        values.Reverse();
        return [.. values.Select(v => One(v, draft))];
    }

    static ReportException One(JsonElement value, EventDraft draft)
    {
        var mechanism = value.Get("mechanism"u8);
        var stack = value.Get("stacktrace"u8);
        var frames = FrameReader.Read(stack.IsAbsent() ? value.Get("raw_stacktrace"u8) : stack, draft, out var omitted);
        return new ReportException
        {
            Type = draft.Name(value.Get("type"u8)),
            Value = value.Get("value"u8) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } tree
                ? JsonShapes.Cut(tree.GetRawText(), draft.Limits.MaxMessageLength)
                : value.Get("value"u8).Text(draft.Limits.MaxMessageLength),
            Module = draft.Name(value.Get("module"u8)),
            ThreadId = value.Get("thread_id"u8).Address(),
            MechanismType = mechanism.Get("type"u8).Text(100),
            Handled = mechanism.Get("handled"u8).Boolean(),
            Synthetic = mechanism.Get("synthetic"u8).Boolean() ?? false,
            Frames = frames,
            FramesOmitted = omitted,
        };
    }
}
