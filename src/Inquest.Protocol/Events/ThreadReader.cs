using System.Text.Json;
using Inquest.Protocol.Json;
using Inquest.Reports;

namespace Inquest.Protocol.Events;

/// <summary><c>threads</c>, and the old <c>stacktrace</c> beside an event.</summary>
static class ThreadReader
{
    public static List<ReportThread> Read(JsonElement root, IReadOnlyList<ReportException> exceptions, EventDraft draft)
    {
        var values = root.Get("threads"u8).Values().Where(v => v.IsObject()).ToList();
        var limit = draft.Limits.MaxThreads;
        var kept = values.Count <= limit ? values
            : values.OrderByDescending(v => v.Get("crashed"u8).Boolean() ?? false).ThenByDescending(v => v.Get("current"u8).Boolean() ?? false)
                .Take(limit).ToList();
        if (kept.Count < values.Count)
        {
            draft.AddCut("threads", kept.Count, values.Count);
        }

        // The crashed thread's frames are read first, before the budget of frames is used up.
        var threads = new ReportThread[kept.Count];
        foreach (var i in Enumerable.Range(0, kept.Count).OrderByDescending(i => kept[i].Get("crashed"u8).Boolean() ?? false))
        {
            threads[i] = One(kept[i], exceptions, draft);
        }

        var list = threads.ToList();
        if (root.Get("stacktrace"u8) is { ValueKind: JsonValueKind.Object } stack && exceptions.All(e => e.Frames.Count == 0))
        {
            var frames = FrameReader.Read(stack, draft, out var omitted);
            list.Insert(0, new ReportThread { Frames = frames, FramesOmitted = omitted });
        }

        return list;
    }

    static ReportThread One(JsonElement value, IReadOnlyList<ReportException> exceptions, EventDraft draft)
    {
        var id = value.Get("id"u8).Address();
        var crashed = value.Get("crashed"u8).Boolean() ?? false;
        var frames = FrameReader.Read(value.Get("stacktrace"u8), draft, out var omitted);
        if (frames.Count == 0)
        {
            // SDKs send the crashed thread's stack with the exception only.
            var thrown = exceptions.FirstOrDefault(e => e.Frames.Count > 0 && ((id is not null && e.ThreadId == id) || (crashed && e.ThreadId is null)));
            (frames, omitted) = (thrown?.Frames ?? [], thrown?.FramesOmitted ?? 0);
        }

        return new ReportThread
        {
            Id = id,
            Name = value.Get("name"u8).Text(200),
            Crashed = crashed,
            State = value.Get("state"u8).Text(64),
            Frames = frames,
            FramesOmitted = omitted,
        };
    }
}
