using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Inquest.Capture.ClientMemory;
using Inquest.Capture.Live;

namespace Inquest.Handler;

/// <summary>Writes the event that goes with a dump: Sentry's shape, with a context named <c>inquest</c>, as libinquest itself writes it.</summary>
static class EventWriter
{
    static readonly string[] Levels = ["debug", "info", "warning", "error"];

    public static ReadOnlyMemory<byte> Write(ReportFacts facts, string dumpName)
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("event_id", facts.Id.ToString("N"));
            json.WriteString("timestamp", facts.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("platform", "native");
            json.WriteString("level", facts.Kind switch { ReportKind.Crash => "fatal", ReportKind.Hang => "error", _ => "info" });
            json.WriteStartObject("sdk");
            json.WriteString("name", "inquest.native");
            json.WriteString("version", typeof(EventWriter).Assembly.GetName().Version?.ToString(3) ?? "0");
            json.WriteEndObject();
            Text(json, "release", facts.Client.Release);
            Text(json, "environment", facts.Client.Environment);
            WriteUser(json, facts.Client);
            WriteTags(json, facts.Client);
            WriteBreadcrumbs(json, facts.Client);
            json.WriteStartObject("contexts");
            WriteOwn(json, facts, dumpName);
            WriteMachine(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    static void WriteUser(Utf8JsonWriter json, ClientInfo client)
    {
        if (client.UserId.Length + client.UserEmail.Length + client.UserName.Length == 0)
        {
            return;
        }

        json.WriteStartObject("user");
        Text(json, "id", client.UserId);
        Text(json, "email", client.UserEmail);
        Text(json, "username", client.UserName);
        json.WriteEndObject();
    }

    static void WriteTags(Utf8JsonWriter json, ClientInfo client)
    {
        if (client.Tags.Count == 0)
        {
            return;
        }

        json.WriteStartObject("tags");
        foreach (var (name, value) in client.Tags)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    static void WriteBreadcrumbs(Utf8JsonWriter json, ClientInfo client)
    {
        if (client.Breadcrumbs.Count == 0)
        {
            return;
        }

        json.WriteStartObject("breadcrumbs");
        json.WriteStartArray("values");
        foreach (var crumb in client.Breadcrumbs)
        {
            json.WriteStartObject();
            json.WriteString("timestamp", TimeOf(crumb.TimeNs).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", Levels[Math.Clamp(crumb.Level, 0, Levels.Length - 1)]);
            Text(json, "category", crumb.Category);
            Text(json, "message", crumb.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteOwn(Utf8JsonWriter json, ReportFacts facts, string dumpName)
    {
        json.WriteStartObject("inquest");
        json.WriteString("type", "inquest");
        json.WriteString("kind", SignalNames.Kind(facts.Kind));
        json.WriteString("backend", "handler");
        Text(json, "reason", facts.Reason);
        json.WriteString("dump", dumpName);
        if (facts.SignalNumber != 0)
        {
            json.WriteNumber("signal", facts.SignalNumber);
            json.WriteString("signal_name", SignalNames.Signal(facts.SignalNumber));
            json.WriteNumber("signal_code", facts.SignalCode);
            Text(json, "signal_code_name", SignalNames.Code(facts.SignalNumber, facts.SignalCode) ?? "");
            json.WriteString("address", $"0x{facts.Address:x}");
        }

        json.WriteNumber("pid", facts.ProcessId);
        json.WriteNumber("thread_id", facts.ThreadId);
        Text(json, "abort_message", facts.AbortMessage);
        Text(json, "exception_type", facts.Client.ExceptionType);
        Text(json, "exception_text", facts.Client.ExceptionText);
        Text(json, "session", facts.Client.Session);
        Text(json, "dsn", facts.Client.Dsn);
        json.WriteNumber("breadcrumbs_dropped", facts.Client.BreadcrumbsDropped);
        if (facts.Client.Attachments.Count > 0)
        {
            WriteList(json, "attachments", facts.Client.Attachments);
        }

        WriteList(json, "soft_errors", facts.SoftErrors);
        json.WriteEndObject();
    }

    static void WriteMachine(Utf8JsonWriter json)
    {
        json.WriteStartObject("os");
        json.WriteString("type", "os");
        json.WriteString("name", "Linux");
        json.WriteString("version", Environment.OSVersion.Version.ToString());
        json.WriteEndObject();
        json.WriteStartObject("device");
        json.WriteString("type", "device");
        json.WriteString("arch", RuntimeInformation.OSArchitecture == Architecture.X64 ? "x86_64" : "aarch64");
        json.WriteEndObject();
    }

    static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    static void Text(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>The time of a number of nanoseconds since 1970; 1970 itself for numbers that no clock shows.</summary>
    public static DateTimeOffset TimeOf(ulong nanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(nanoseconds > long.MaxValue ? 0 : (long)(nanoseconds / 100));
}
