using System.Text.Json;
using Inquest.Storage.Releases;

namespace Inquest.Server.Releases;

/// <summary>The JSON that an outgoing webhook carries.</summary>
static class HookBody
{
    public static byte[] Of(RolloutDecision decision, Rollout rollout, GateSettings settings)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "gate.decision");
            json.WriteNumber("id", decision.Id);
            json.WriteNumber("project", decision.ProjectId);
            json.WriteString("release", rollout.Release);
            json.WriteString("environment", rollout.Environment);
            json.WriteString("baseline", rollout.Baseline);
            json.WriteString("at", DateTimeOffset.FromUnixTimeMilliseconds(decision.At));
            json.WriteString("verdict", decision.Verdict);
            json.WriteString("reason", decision.Reason);
            json.WriteString("state", decision.Phase);
            json.WriteNumber("step", decision.Step);
            if (decision.Step < settings.Steps.Count)
            {
                json.WriteNumber("share", settings.Steps[decision.Step].Share);
            }

            json.WriteString("actor", decision.Actor);
            json.WriteString("note", decision.Note);
            json.WritePropertyName("figures");
            json.WriteRawValue(decision.FiguresJson);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
