using System.Globalization;
using System.Text.Json;
using Inquest.Grouping;
using Inquest.Reports;

namespace Inquest.Bench.Grouping;

/// <summary>A crash of which somebody said which bug it is.</summary>
sealed record LabelledCrash(string Id, string Label, Report Report, IReadOnlyList<LabelledFrame> Frames)
{
    public NormalisedStack Stack { get; } = Grouper.Normalise(Report);

    /// <summary>Reads a set in the order of its times.</summary>
    public static List<LabelledCrash> Read(string path)
    {
        var crashes = new List<(long At, LabelledCrash Crash)>();
        foreach (var line in File.ReadLines(path))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            // Failed assertions of tests say nothing of the code under test.
            if (root.TryGetProperty("assertion", out var assertion) && assertion.ValueKind == JsonValueKind.True)
            {
                continue;
            }

            crashes.Add((root.TryGetProperty("ts", out var at) ? at.GetInt64() : 0, One(root)));
        }

        return [.. crashes.OrderBy(crash => crash.At).Select(crash => crash.Crash)];
    }

    static LabelledCrash One(JsonElement root)
    {
        var type = Text(root, "etype");
        var isManaged = type is not null;
        var frames = root.GetProperty("frames").EnumerateArray().Select(LabelledFrame.Read).ToList();
        var stack = Stacked(frames, isManaged);
        var report = isManaged
            ? new Report { Platform = "java", Exceptions = [new ReportException { Type = type, Frames = stack }] }
            : new Report { Platform = "native", Kind = "crash", IsCrash = true, Crash = new CrashFacts { Reason = "SIGSEGV", ThreadIndex = 0 }, Threads = [new ReportThread { Crashed = true, Frames = stack }] };
        return new(Text(root, "id") ?? "", Text(root, "label") ?? "", report, frames);
    }

    static List<Frame> Stacked(List<LabelledFrame> frames, bool isManaged)
    {
        var stack = new List<Frame>();
        var inlines = new List<InlineFrame>();
        foreach (var frame in frames)
        {
            if (frame.IsInline && frame.Function is not null)
            {
                inlines.Add(new(frame.Function, frame.File, frame.Line));
                continue;
            }

            var dot = isManaged ? frame.Function?.LastIndexOf('.') ?? -1 : -1;
            stack.Add(new Frame
            {
                Function = dot > 0 ? frame.Function![(dot + 1)..] : frame.Function,
                Module = dot > 0 ? frame.Function![..dot] : frame.Library,
                File = frame.File,
                Line = frame.Line,
                Instruction = frame.Address,
                InApp = frame.InApp,
                Inlines = [.. inlines],
            });
            inlines.Clear();
        }

        return stack;
    }

    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>A frame as the set has it.</summary>
sealed record LabelledFrame(string? Function, string? File, int? Line, string? Library, ulong? Address, bool IsInline, bool? InApp)
{
    public static LabelledFrame Read(JsonElement frame) => new(
        Text(frame, "fn") is { } name and not "??" ? name : null, Text(frame, "file"),
        frame.TryGetProperty("line", out var line) && line.ValueKind == JsonValueKind.Number ? line.GetInt32() : null, Text(frame, "lib"),
        Text(frame, "addr") is { Length: > 2 } address && ulong.TryParse(address.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var at) ? at : null,
        frame.TryGetProperty("inl", out var inline) && inline.ValueKind == JsonValueKind.True,
        frame.TryGetProperty("app", out var app) ? app.ValueKind == JsonValueKind.True : null);

    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
