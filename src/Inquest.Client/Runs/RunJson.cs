using System.Text.Json;
using System.Text.Json.Serialization;

namespace Inquest.Client.Runs;

[JsonSerializable(typeof(RunState))]
sealed partial class RunJson : JsonSerializerContext
{
    /// <summary>A run's state → the payload of a <c>session</c> item.</summary>
    public static byte[] SessionUpdate(RunState state)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            var started = state.SessionStarted ?? state.RunStarted;
            json.WriteStartObject();
            json.WriteString("sid", state.Id);
            if (state.DistinctId is not null)
            {
                json.WriteString("did", state.DistinctId);
            }

            json.WriteBoolean("init", !state.InitTold);
            json.WriteNumber("seq", state.Sequence);
            json.WriteString("started", started.UtcDateTime);
            json.WriteString("timestamp", state.Timestamp.UtcDateTime);
            json.WriteNumber("duration", Math.Max(0, (state.Timestamp - started).TotalSeconds));
            json.WriteString("status", state.Status);
            json.WriteNumber("errors", state.Errors);
            json.WriteStartObject("attrs");
            json.WriteString("release", state.Release);
            if (state.Environment is not null)
            {
                json.WriteString("environment", state.Environment);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
