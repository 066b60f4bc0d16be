using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Inquest.Client.Events;

/// <summary>What stays the same in all reports of a run: machine, system, runtime, session.</summary>
/// <param name="SessionId">Id of the run, 32 hex digits.</param>
/// <param name="StartedAt">When the client was started.</param>
/// <param name="MachineName">Null unless the app wants it sent.</param>
sealed record EventFacts(string SessionId, DateTimeOffset StartedAt, string? MachineName)
{
    public const string SdkName = "inquest.dotnet";

    public static string SdkVersion { get; } = typeof(EventFacts).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public void WriteContexts(Utf8JsonWriter json, JsonValues values, OutgoingReport report, Activity? activity)
    {
        json.WriteStartObject("contexts");
        json.WriteStartObject("os");
        json.WriteString("name", OsName());
        json.WriteString("version", Environment.OSVersion.Version.ToString());
        values.Text("raw_description", RuntimeInformation.OSDescription);
        json.WriteEndObject();

        json.WriteStartObject("runtime");
        json.WriteString("name", RuntimeFeature.IsDynamicCodeSupported ? ".NET" : ".NET NativeAOT");
        json.WriteString("version", Environment.Version.ToString());
        values.Text("raw_description", RuntimeInformation.FrameworkDescription);
        json.WriteString("identifier", RuntimeInformation.RuntimeIdentifier);
        json.WriteEndObject();

        json.WriteStartObject("device");
        json.WriteString("arch", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
        json.WriteNumber("processor_count", Environment.ProcessorCount);
        json.WriteNumber("memory_size", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        json.WriteEndObject();

        json.WriteStartObject("app");
        json.WriteString("app_start_time", StartedAt.UtcDateTime);
        json.WriteNumber("app_memory", Environment.WorkingSet);
        json.WriteEndObject();

        json.WriteStartObject("inquest");
        json.WriteString("session", SessionId);
        json.WriteNumber("uptime_ms", (long)Math.Max(0, (report.Timestamp - StartedAt).TotalMilliseconds));
        json.WriteEndObject();

        Trace(json, activity);
        foreach (var (name, context) in report.Contexts.Take(values.EntriesMax))
        {
            values.Entries(name, context);
        }

        json.WriteEndObject();
    }

    // What OpenTelemetry and ASP.NET Core call the current span, by W3C Trace Context.
    static void Trace(Utf8JsonWriter json, Activity? activity)
    {
        if (activity is null || activity.IdFormat != ActivityIdFormat.W3C)
        {
            return;
        }

        json.WriteStartObject("trace");
        json.WriteString("type", "trace");
        json.WriteString("trace_id", activity.TraceId.ToHexString());
        json.WriteString("span_id", activity.SpanId.ToHexString());
        if (activity.ParentSpanId != default)
        {
            json.WriteString("parent_span_id", activity.ParentSpanId.ToHexString());
        }

        json.WriteString("op", activity.OperationName);
        json.WriteEndObject();
    }

    static string OsName() =>
        OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "macOS" : OperatingSystem.IsAndroid() ? "Android"
            : OperatingSystem.IsIOS() ? "iOS" : OperatingSystem.IsLinux() ? "Linux" : RuntimeInformation.RuntimeIdentifier;
}
