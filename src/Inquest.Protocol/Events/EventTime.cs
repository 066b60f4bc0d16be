using System.Text.Json;
using Inquest.Protocol.Json;

namespace Inquest.Protocol.Events;

/// <summary>When it happened, as far as the client's clock can be believed.</summary>
static class EventTime
{
    // Below this a difference is travel time and offline queues; above it is a wrong clock (§5.2).
    static readonly TimeSpan DriftThreshold = TimeSpan.FromMinutes(55);

    /// <returns>The time to use, and what the client said when that differs.</returns>
    public static (DateTimeOffset Time, string? Original) Read(JsonElement root, EventDraft draft)
    {
        var (context, limits) = (draft.Context, draft.Limits);
        var field = root.Get("timestamp"u8);
        if (ClientTime.Parse(field) is not { } said)
        {
            return (context.ReceivedAt, field.Text(64));
        }

        var time = said;
        if (context.SentAt is { } sentAt && (context.ReceivedAt - sentAt).Duration() >= DriftThreshold)
        {
            var drift = context.ReceivedAt - sentAt;
            var shifted = said.UtcTicks + drift.Ticks;
            time = shifted > 0 && shifted < DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(shifted, TimeSpan.Zero) : context.ReceivedAt;
            draft.Add("clock-drift", "The client's clock was wrong; its time was shifted by the difference to ours.");
        }

        if (time > context.ReceivedAt + limits.MaxFuture || context.ReceivedAt - time > limits.MaxAge)
        {
            draft.Add("timestamp-clamped", "The client's time lies outside of what is believed; the time of arrival is used.");
            time = context.ReceivedAt;
        }

        return (time.ToUniversalTime(), time == said ? null : field.Text(64));
    }
}
