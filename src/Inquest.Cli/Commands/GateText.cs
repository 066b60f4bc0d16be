using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Inquest.Cli.Commands;

/// <summary>A gate's answer as people read it.</summary>
static class GateText
{
    public static string Of(string body)
    {
        using var document = JsonDocument.Parse(body);
        var gate = document.RootElement;
        var text = new StringBuilder();
        var share = gate.TryGetProperty("share", out var part) ? $" at {Percent(part.GetDouble())}" : "";
        text.Append(CultureInfo.InvariantCulture, $"{gate.GetProperty("release").GetString()}  {gate.GetProperty("verdict").GetString()!.Replace('_', ' ')}  ({gate.GetProperty("state").GetString()}{share})");
        foreach (var reason in gate.GetProperty("reasons").EnumerateArray())
        {
            text.Append("\n  ").Append(reason.GetProperty("what").GetString());
            if (reason.TryGetProperty("next", out var next))
            {
                text.Append("\n  ").Append(next.GetString());
            }
        }

        if (gate.TryGetProperty("metrics", out var metrics))
        {
            var unit = metrics.GetProperty("unit").GetString();
            text.Append(CultureInfo.InvariantCulture, $"\n  crash-free {unit}  {Rate(metrics.GetProperty("crashFree"))}");
            text.Append(CultureInfo.InvariantCulture, $"\n  predecessor       {Rate(metrics.GetProperty("baselineCrashFree"))}  {gate.GetProperty("baseline").GetString()}");
            text.Append(CultureInfo.InvariantCulture, $"\n  evidence: worse {metrics.GetProperty("worseEvidence").GetDouble():0.##} (halt at {metrics.GetProperty("haltAt").GetDouble():0}), good enough {metrics.GetProperty("goodEvidence").GetDouble():0.##} (advance at {metrics.GetProperty("advanceAt").GetDouble():0})");
        }

        if (gate.TryGetProperty("segments", out var segments))
        {
            foreach (var segment in segments.EnumerateArray().Where(one => one.GetProperty("guilty").GetBoolean()))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n  guilty segment: {segment.GetProperty("name").GetString()}");
            }
        }

        if (gate.TryGetProperty("causes", out var causes))
        {
            foreach (var cause in causes.EnumerateArray().Take(3))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n  {Percent(cause.GetProperty("share").GetDouble())} of the excess: {cause.GetProperty("shortId").GetString()} {cause.GetProperty("title").GetString()}{(cause.GetProperty("isNew").GetBoolean() ? " (new)" : "")}");
            }
        }

        return text.ToString();
    }

    static string Rate(JsonElement rate) => rate.TryGetProperty("value", out var value)
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * value.GetDouble():0.00} % ({100 * rate.GetProperty("low").GetDouble():0.00}-{100 * rate.GetProperty("high").GetDouble():0.00}), {rate.GetProperty("crashed").GetDouble():0} of {rate.GetProperty("total").GetDouble():0} crashed")
        : "no data";

    static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
