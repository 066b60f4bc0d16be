using System.Text.Json;
using Inquest.Protocol.Json;
using Inquest.Reports;

namespace Inquest.Protocol.Events;

/// <summary>An event's JSON (§4) → a report. Tolerates every shape that clients are known to send; cuts are marked by findings.</summary>
public static class SdkEventReader
{
    /// <param name="sdkEvent">Null unless the result is <see cref="EventError.None"/>.</param>
    public static EventError Read(ReadOnlyMemory<byte> json, EventContext context, ProtocolLimits limits, out SdkEvent? sdkEvent)
    {
        sdkEvent = null;
        if (json.IsEmpty)
        {
            return EventError.Empty;
        }

        using var document = LenientJson.Parse(json, limits, out var repaired);
        if (document is null)
        {
            return EventError.InvalidJson;
        }

        var root = document.RootElement;
        // Ancient clients send a list of one event.
        if (root.IsArray() && root.GetArrayLength() == 1)
        {
            root = root[0];
        }

        if (!root.IsObject())
        {
            return EventError.NotAnObject;
        }

        var draft = new EventDraft(limits, context, ParsePlatform(root));
        if (repaired)
        {
            draft.Add("json-repaired", "The event was not valid JSON and was repaired; some text may have changed.");
        }

        sdkEvent = new SdkEvent(Build(root, draft), root.Get("type"u8).Text(32) ?? "error", repaired);
        return EventError.None;
    }

    static Report Build(JsonElement root, EventDraft draft)
    {
        var modules = ImageReader.Read(root.Get("debug_meta"u8), draft);
        draft.Images = new ImageMap(modules);
        var exceptions = ExceptionReader.Read(root.Get("exception"u8), draft);
        var threads = ThreadReader.Read(root, exceptions, draft);
        var breadcrumbs = BreadcrumbReader.Read(root.Get("breadcrumbs"u8), draft, out var crumbsOmitted);
        var (message, template) = MessageReader.Read(root, draft.Limits);
        var (time, originalTime) = EventTime.Read(root, draft);
        var contexts = root.Get("contexts"u8);
        var level = ParseLevel(root.Get("level"u8).Text(32));
        var isCrash = exceptions.Exists(e => e.Handled == false) || (level == "fatal" && draft.Platform == "native");
        var limits = draft.Limits;
        var report = new Report
        {
            EventId = draft.Context.EventId ?? EventId.Normalise(root.Get("event_id"u8).Text(64)) ?? "",
            Platform = draft.Platform,
            Level = level,
            IsCrash = isCrash,
            Timestamp = time,
            OriginalTimestamp = originalTime,
            Release = Names.Release(root.Get("release"u8), draft),
            Dist = root.Get("dist"u8).Text(64),
            Environment = Names.Environment(root.Get("environment"u8), draft),
            ServerName = root.Get("server_name"u8).Text(200),
            Transaction = root.Get("transaction"u8).Text(200) ?? root.Get("culprit"u8).Text(200),
            Logger = root.Get("logger"u8).Text(200),
            Message = message,
            MessageTemplate = template,
            System = SystemFactsReader.Read(contexts),
            Exceptions = exceptions,
            Threads = threads,
            Modules = modules,
            Breadcrumbs = breadcrumbs,
            BreadcrumbsOmitted = crumbsOmitted,
            Tags = TagReader.Read(root.Get("tags"u8), draft),
            User = UserReader.Read(root, draft),
            ClientFingerprint = Fingerprint(root.Get("fingerprint"u8), draft),
            Contexts = JsonTree.Keep(contexts, limits.MaxTreeBytes, out _),
            Extra = JsonTree.Keep(root.Get("extra"u8), limits.MaxTreeBytes, out _),
            Request = JsonTree.Keep(root.Get("request"u8), limits.MaxTreeBytes, out _),
            Packages = JsonTree.Keep(root.Get("modules"u8), limits.MaxTreeBytes, out _),
            SdkName = root.Get("sdk"u8).Get("name"u8).Text(100),
            SdkVersion = root.Get("sdk"u8).Get("version"u8).Text(100),
            Kind = ParseKind(root.Get("type"u8).Text(32), exceptions, isCrash, message),
        };
        return report with { Crash = CrashFactsReader.Read(root.Get("exception"u8), report), Findings = [.. draft.Findings] };
    }

    static string ParsePlatform(JsonElement root) => root.Get("platform"u8).Text(32)?.ToLowerInvariant() switch
    {
        "native" or "c" => "native",
        "cocoa" => "cocoa",
        "csharp" => "csharp",
        "java" => "java",
        "javascript" => "javascript",
        "node" => "node",
        "python" => "python",
        "ruby" => "ruby",
        "go" => "go",
        "php" => "php",
        "elixir" => "elixir",
        "perl" => "perl",
        "objc" => "objc",
        "dart" => "dart",
        "rust" => "rust",
        "powershell" => "powershell",
        "haskell" => "haskell",
        "groovy" => "groovy",
        "as3" => "as3",
        "swift" => "swift",
        "kotlin" => "kotlin",
        _ => "other",
    };

    // Python sends critical, Java warn, log4j trace.
    static string ParseLevel(string? level) => level?.ToLowerInvariant() switch
    {
        "fatal" or "critical" => "fatal",
        "warning" or "warn" => "warning",
        "info" or "log" or "sample" => "info",
        "debug" or "trace" => "debug",
        _ => "error",
    };

    static string ParseKind(string? type, List<ReportException> exceptions, bool isCrash, string? message)
    {
        if (type is "feedback")
        {
            return "feedback";
        }

        if (type is "csp" or "hpkp" or "expectct" or "expectstaple" or "nel")
        {
            return "security";
        }

        if (exceptions.Exists(e => e.MechanismType is "ANR" or "AppHang" or "AppExitInfo" or "anr" or "watchdog_termination"))
        {
            return "hang";
        }

        return isCrash ? "crash" : exceptions.Count == 0 && message is not null ? "message" : "error";
    }

    static IReadOnlyList<string> Fingerprint(JsonElement fingerprint, EventDraft draft)
    {
        // Clients join up to a handful of words; a hundred is somebody's list of everything.
        const int most = 32;
        if (fingerprint.ValueKind == JsonValueKind.String)
        {
            return [fingerprint.Text(draft.Limits.MaxNameLength) ?? ""];
        }

        return fingerprint.IsArray()
            ? [.. fingerprint.EnumerateArray().Select(f => f.Text(draft.Limits.MaxNameLength)).OfType<string>().Take(most)]
            : [];
    }
}
