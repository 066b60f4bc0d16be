using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Inquest.Protocol.Unreal;

/// <summary>The properties of a crash context as event JSON: what the engine knows and a dump does not.</summary>
static class UnrealEvent
{
    // Lists of megabytes, or told elsewhere in the event.
    static readonly HashSet<string> NotInContext = new(StringComparer.Ordinal)
    {
        "CallStack", "PCallStack", "PCallStackHash", "Modules", "ErrorMessage", "UserDescription", "UserName", "LoginId", "EpicAccountId", "__sentry",
        "SourceContext", "EnabledPlugins",
    };

    static readonly (string Tag, string Property)[] Tags =
    [
        ("unreal.engine", "EngineVersion"), ("unreal.build", "BuildVersion"), ("unreal.configuration", "BuildConfiguration"),
        ("unreal.platform", "PlatformName"), ("unreal.game", "GameName"), ("unreal.crash_type", "CrashType"), ("gpu", "Misc.PrimaryGPUBrand"),
    ];

    /// <param name="hasDump">True when a dump tells the stack and the reason; then the engine's own are left out.</param>
    public static byte[] Write(Dictionary<string, string> properties, string? userId, bool hasDump)
    {
        var buffer = new ArrayBufferWriter<byte>(4 << 10);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            var isHandled = properties.GetValueOrDefault("CrashType") == "Ensure" || properties.GetValueOrDefault("IsEnsure") == "true";
            json.WriteString("platform", "native");
            json.WriteString("level", isHandled ? "error" : "fatal");
            if (Time(properties) is { } time)
            {
                json.WriteString("timestamp", time);
            }

            var message = properties.GetValueOrDefault("ErrorMessage");
            if (hasDump)
            {
                Optional(json, "message", message);
            }
            else
            {
                Exception(json, properties, message, isHandled);
            }

            User(json, properties, userId);
            json.WriteStartObject("tags");
            foreach (var (tag, property) in Tags)
            {
                Optional(json, tag, properties.GetValueOrDefault(property));
            }

            json.WriteEndObject();
            json.WriteStartObject("contexts");
            json.WriteStartObject("unreal");
            foreach (var (name, value) in properties.Where(property => !NotInContext.Contains(property.Key)))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            Os(json, properties);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    static void Exception(Utf8JsonWriter json, Dictionary<string, string> properties, string? message, bool isHandled)
    {
        json.WriteStartObject("exception");
        json.WriteStartArray("values");
        json.WriteStartObject();
        json.WriteString("type", properties.GetValueOrDefault("CrashType") ?? "Crash");
        Optional(json, "value", message);
        json.WriteStartObject("mechanism");
        json.WriteString("type", "unreal");
        json.WriteBoolean("handled", isHandled);
        json.WriteEndObject();
        json.WriteStartObject("stacktrace");
        json.WriteStartArray("frames");
        // Innermost first as the engine writes it; the wire has it the other way.
        foreach (var line in (properties.GetValueOrDefault("CallStack") ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            Frame(json, line);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary><c>Module!Class::Function() [file:line]</c>, with any of it but the module left out.</summary>
    static void Frame(Utf8JsonWriter json, string line)
    {
        json.WriteStartObject();
        var bracket = line.LastIndexOf(" [", StringComparison.Ordinal);
        if (bracket > 0 && line.EndsWith(']'))
        {
            var place = line[(bracket + 2)..^1];
            var colon = place.LastIndexOf(':');
            if (colon > 0 && int.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                json.WriteNumber("lineno", number);
                place = place[..colon];
            }

            json.WriteString("filename", place);
            line = line[..bracket];
        }

        var mark = line.IndexOf('!', StringComparison.Ordinal);
        json.WriteString("package", mark < 0 ? line : line[..mark]);
        if (mark >= 0)
        {
            var function = line[(mark + 1)..];
            json.WriteString("function", function.EndsWith("()", StringComparison.Ordinal) ? function[..^2] : function);
        }

        json.WriteEndObject();
    }

    static void User(Utf8JsonWriter json, Dictionary<string, string> properties, string? userId)
    {
        var parts = (userId ?? "").Split('|');
        var id = properties.GetValueOrDefault("EpicAccountId") ?? properties.GetValueOrDefault("LoginId") ?? properties.GetValueOrDefault("MachineId")
            ?? (parts.Length > 1 && parts[1].Length > 0 ? parts[1] : parts[0]);
        json.WriteStartObject("user");
        Optional(json, "id", id.Length > 0 ? id : null);
        Optional(json, "username", properties.GetValueOrDefault("UserName"));
        json.WriteEndObject();
    }

    static void Os(Utf8JsonWriter json, Dictionary<string, string> properties)
    {
        // “Windows 10”; other systems put all of it into the name.
        if (properties.GetValueOrDefault("Misc.OSVersionMajor") is { } name)
        {
            var space = name.IndexOf(' ', StringComparison.Ordinal);
            json.WriteStartObject("os");
            json.WriteString("name", space > 0 ? name[..space] : name);
            Optional(json, "version", space > 0 ? name[(space + 1)..] : null);
            json.WriteEndObject();
        }
    }

    // Ticks of 100 ns since the year 1.
    static DateTimeOffset? Time(Dictionary<string, string> properties) =>
        long.TryParse(properties.GetValueOrDefault("TimeOfCrash"), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks > DateTimeOffset.UnixEpoch.Ticks && ticks < DateTimeOffset.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            json.WriteString(name, value);
        }
    }
}
