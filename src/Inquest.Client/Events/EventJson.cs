using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Inquest.Client.Stacks;

namespace Inquest.Client.Events;

/// <summary>A report → the event payload of Sentry's protocol (docs of the wire: develop.sentry.dev, "Event Payloads").</summary>
sealed class EventJson(ClientLimits limits, InAppRule inApp, EventFacts facts, bool readLines)
{
    /// <returns>UTF-8 JSON with the report's event id.</returns>
    public byte[] Write(OutgoingReport report, Activity? activity)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true }))
        {
            var values = new JsonValues(json, limits);
            json.WriteStartObject();
            json.WriteString("event_id", report.EventId);
            json.WriteString("timestamp", report.Timestamp.UtcDateTime);
            json.WriteString("platform", "csharp");
            json.WriteString("level", LevelName(report.Level));
            values.Text("release", report.Release);
            values.Text("environment", report.Environment);
            values.Text("server_name", facts.MachineName);
            values.Text("logger", report.Logger);
            values.Text("transaction", report.Transaction);
            Sdk(json);
            if (report.Message is not null)
            {
                json.WriteStartObject("logentry");
                values.Text("message", report.MessageTemplate);
                values.Text("formatted", report.Message);
                json.WriteEndObject();
            }

            values.Tags("tags", report.Tags);
            values.Entries("extra", report.Extra);
            values.List("fingerprint", report.Fingerprint);
            ScopeJson.User(json, values, report.User);
            ScopeJson.Request(json, values, report.Request);
            ScopeJson.Breadcrumbs(json, values, report.Breadcrumbs);
            facts.WriteContexts(json, values, report, activity);
            Stacks(json, values, report);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    public static string LevelName(ReportLevel level) => level switch
    {
        ReportLevel.Debug => "debug",
        ReportLevel.Info => "info",
        ReportLevel.Warning => "warning",
        ReportLevel.Fatal => "fatal",
        _ => "error",
    };

    static void Sdk(Utf8JsonWriter json)
    {
        json.WriteStartObject("sdk");
        json.WriteString("name", EventFacts.SdkName);
        json.WriteString("version", EventFacts.SdkVersion);
        json.WriteEndObject();
    }

    void Stacks(Utf8JsonWriter json, JsonValues values, OutgoingReport report)
    {
        if (report.Exception is not { } thrown)
        {
            return;
        }

        var images = new ImageTable();
        var threadId = ProcessThreads.CurrentId();
        var tree = ExceptionTree.Read(thrown, limits.MaxExceptions);
        json.WriteStartObject("exception");
        json.WriteStartArray("values");
        // The wire has causes first and the thrown one last.
        for (var i = tree.Count - 1; i >= 0; i--)
        {
            One(json, values, report, tree[i], tree.Count > 1, threadId, images);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        if (report.IsCrash)
        {
            Threads(json, values, threadId);
        }

        ImagesJson.Write(json, values, images);
    }

    void One(
        Utf8JsonWriter json, JsonValues values, OutgoingReport report, ExceptionEntry entry, bool hasMore, long threadId, ImageTable images)
    {
        var exception = entry.Exception;
        var type = exception.GetType();
        json.WriteStartObject();
        values.Text("type", type.FullName ?? type.Name);
        values.Text("value", MessageOf(exception));
        values.Text("module", type.Assembly.GetName().Name);
        json.WriteNumber("thread_id", threadId);
        json.WriteStartObject("mechanism");
        json.WriteString("type", entry.Id == 0 ? report.Mechanism : "chained");
        json.WriteBoolean("handled", !report.IsCrash);
        if (hasMore)
        {
            json.WriteNumber("exception_id", entry.Id);
            if (entry.Parent is { } parent)
            {
                json.WriteNumber("parent_id", parent);
                json.WriteString("source", entry.Source);
            }

            if (exception is AggregateException)
            {
                json.WriteBoolean("is_exception_group", true);
            }
        }

        Data(json, values, exception);
        json.WriteEndObject();
        var frames = StackReader.Read(new StackTrace(exception, readLines), images, limits.MaxFrames);
        if (frames.Count == 0 && entry.Id == 0)
        {
            // Reported without ever being thrown: where it is reported is the best there is.
            frames = StackReader.Read(new StackTrace(readLines), images, limits.MaxFrames);
            frames.RemoveRange(0, Math.Max(0, frames.FindIndex(frame => !InAppRule.IsClient(frame.Assembly))));
        }

        FramesJson.Write(json, values, frames, inApp);
        json.WriteEndObject();
    }

    static void Data(Utf8JsonWriter json, JsonValues values, Exception exception)
    {
        json.WriteStartObject("data");
        json.WriteString("HResult", string.Create(CultureInfo.InvariantCulture, $"0x{exception.HResult:X8}"));
        try
        {
            var left = values.EntriesMax;
            foreach (System.Collections.DictionaryEntry pair in exception.Data)
            {
                if (pair.Key is string key && left-- > 0)
                {
                    values.Any(key, pair.Value);
                }
            }
        }
        catch (InvalidOperationException)
        {
            // Somebody changes it in another thread.
        }

        json.WriteEndObject();
    }

    void Threads(Utf8JsonWriter json, JsonValues values, long crashed)
    {
        json.WriteStartObject("threads");
        json.WriteStartArray("values");
        foreach (var (id, name) in ProcessThreads.Read(limits.MaxThreads))
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            values.Text("name", name);
            json.WriteBoolean("crashed", id == crashed);
            json.WriteBoolean("current", id == crashed);
            json.WriteBoolean("main", id == Environment.ProcessId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // An exception of the app may throw while it says what it is.
    static string MessageOf(Exception exception)
    {
        try
        {
            // An aggregate's own text repeats those of all that it has inside.
            return exception is AggregateException { InnerExceptions.Count: > 0 } aggregate
                ? $"{aggregate.InnerExceptions.Count} errors: {aggregate.InnerExceptions[0].Message}" : exception.Message;
        }
#pragma warning disable CA1031 // Whatever it is, the report must not fail with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return $"(its message could not be read: {e.GetType().Name})";
        }
    }
}
