using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Inquest.Client.Dedup;

/// <summary>Top five frames of the crashing thread → a key that needs no symbols: build id and offset, or the function's name.</summary>
/// <remarks>It only tells one client's copies of a crash apart. Which issue an event belongs to is the server's decision.</remarks>
public static class StackFingerprint
{
    const int Frames = 5;

    // Stacks deeper than this share their top with something shorter.
    const int DeepestStack = 512;

    /// <returns>32 hex digits; null when the event has no stack to tell it by, so that it is always sent.</returns>
    public static string? Of(ReadOnlyMemory<byte> eventJson)
    {
        try
        {
            using var json = JsonDocument.Parse(eventJson);
            var frames = FramesOf(json.RootElement);
            var images = ImagesOf(json.RootElement);
            var parts = new List<string>();
            // Sentry's order: the crash is the last frame.
            for (var i = frames.Count - 1; i >= 0 && parts.Count < Frames; i--)
            {
                if (KeyOf(frames[i], images) is { } key)
                {
                    parts.Add(key);
                }
            }

            return parts.Count == 0 ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 16));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    static List<JsonElement> FramesOf(JsonElement root)
    {
        foreach (var (place, isWanted) in new (string, Func<JsonElement, bool>)[] { ("exception", _ => true), ("threads", IsCrashed) })
        {
            if (!root.TryGetProperty(place, out var list))
            {
                continue;
            }

            var values = list.ValueKind == JsonValueKind.Object && list.TryGetProperty("values", out var inner) ? inner : list;
            foreach (var value in values.ValueKind == JsonValueKind.Array ? values.EnumerateArray().Reverse() : [])
            {
                if (isWanted(value) && value.TryGetProperty("stacktrace", out var stack) && stack.ValueKind == JsonValueKind.Object
                    && stack.TryGetProperty("frames", out var frames) && frames.ValueKind == JsonValueKind.Array && frames.GetArrayLength() > 0)
                {
                    return [.. frames.EnumerateArray().Take(DeepestStack)];
                }
            }
        }

        return [];
    }

    static bool IsCrashed(JsonElement thread) => thread.TryGetProperty("crashed", out var crashed) && crashed.ValueKind == JsonValueKind.True;

    static List<(ulong Start, ulong End, string Id)> ImagesOf(JsonElement root)
    {
        var images = new List<(ulong, ulong, string)>();
        if (root.TryGetProperty("debug_meta", out var meta) && meta.ValueKind == JsonValueKind.Object
            && meta.TryGetProperty("images", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var image in list.EnumerateArray())
            {
                if (Address(image, "image_addr") is { } start && image.TryGetProperty("image_size", out var size) && size.TryGetUInt64(out var length)
                    && (Text(image, "code_id") ?? Text(image, "debug_id")) is { } id && start + length > start)
                {
                    images.Add((start, start + length, id));
                }
            }
        }

        return images;
    }

    static string? KeyOf(JsonElement frame, List<(ulong Start, ulong End, string Id)> images)
    {
        if (frame.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (Address(frame, "instruction_addr") is { } address)
        {
            foreach (var (start, end, id) in images)
            {
                if (address >= start && address < end)
                {
                    return string.Create(CultureInfo.InvariantCulture, $"{id}+{address - start:x}");
                }
            }
        }

        return Text(frame, "function") is { } function ? $"{Text(frame, "module") ?? Text(frame, "package")}!{function}" : null;
    }

    static ulong? Address(JsonElement element, string name) =>
        Text(element, name) is { } text && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) ? value : null;

    static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
