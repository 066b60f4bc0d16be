using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace Inquest.Agreement;

/// <summary>Stacks as another tool printed them, by thread number.</summary>
public sealed class PeerStacks
{
    readonly Dictionary<int, List<NamedFrame>> _threads = [];

    public int? CrashedThread { get; private set; }

    public IReadOnlyList<NamedFrame> Thread(int number) => _threads.TryGetValue(number, out var frames) ? frames : [];

    /// <summary>Reads rust-minidump's JSON, or null when there is none.</summary>
    public static PeerStacks? ReadRust(string path)
    {
        if (ReadText(path) is not { Length: > 0 } text)
        {
            return null;
        }

        using var document = JsonDocument.Parse(text);
        var result = new PeerStacks();
        var root = document.RootElement;
        if (root.GetProperty("crash_info").GetProperty("crashing_thread") is { ValueKind: JsonValueKind.Number } crashed)
        {
            result.CrashedThread = crashed.GetInt32();
        }

        var number = 0;
        foreach (var thread in root.GetProperty("threads").EnumerateArray())
        {
            result._threads[number++] = [.. thread.GetProperty("frames").EnumerateArray().SelectMany(RustFrames)];
        }

        return result;
    }

    /// <summary>Reads Breakpad's machine-readable lines, or null when there are none.</summary>
    public static PeerStacks? ReadBreakpad(string path)
    {
        if (ReadText(path) is not { Length: > 0 } text)
        {
            return null;
        }

        var result = new PeerStacks();
        foreach (var line in text.Split('\n'))
        {
            var fields = line.Split('|');
            if (fields is ["Crash", _, _, var crashed])
            {
                result.CrashedThread = int.TryParse(crashed, out var number) ? number : null;
            }
            else if (fields.Length == 7 && int.TryParse(fields[0], out var thread))
            {
                if (!result._threads.TryGetValue(thread, out var frames))
                {
                    result._threads.Add(thread, frames = []);
                }

                frames.Add(BreakpadFrame(fields));
            }
        }

        return result;
    }

    static string? ReadText(string path)
    {
        if (File.Exists(path))
        {
            return File.ReadAllText(path);
        }

        if (!File.Exists(path + ".gz"))
        {
            return null;
        }

        using var reader = new StreamReader(new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    static IEnumerable<NamedFrame> RustFrames(JsonElement frame)
    {
        var module = Text(frame, "module");
        if (frame.GetProperty("inlines") is { ValueKind: JsonValueKind.Array } inlines)
        {
            foreach (var inline in inlines.EnumerateArray())
            {
                yield return new NamedFrame(module, Text(inline, "function"), Text(inline, "file"), Line(inline), null, null);
            }
        }

        yield return new NamedFrame(
            module, Text(frame, "function"), Text(frame, "file"), Line(frame), Hex(Text(frame, "offset")), Hex(Text(frame, "module_offset")));
    }

    static NamedFrame BreakpadFrame(string[] fields)
    {
        var (module, function, file) = (Empty(fields[2]), Empty(fields[3]), Empty(fields[4]));
        var offset = Hex(fields[6]);
        return new NamedFrame(
            module, function, file, int.TryParse(fields[5], out var line) ? line : null,
            module is null ? offset : null, module is not null && function is null ? offset : null);
    }

    static string? Empty(string text) => text.Length == 0 ? null : text;

    static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    static int? Line(JsonElement element) =>
        element.GetProperty("line") is { ValueKind: JsonValueKind.Number } line ? line.GetInt32() : null;

    static ulong? Hex(string? text) =>
        text is { Length: > 2 } && ulong.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
