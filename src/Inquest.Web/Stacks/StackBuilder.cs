using System.Text.Json;
using Inquest.Reports;
using Inquest.Web.Text;

namespace Inquest.Web.Stacks;

/// <summary>Turns frames of a report into rows.</summary>
public sealed class StackBuilder(Report report)
{
    readonly int _pointerSize = report.System.Cpu is "x86" or "arm" or "mips" or "ppc" ? 4 : 8;

    public int PointerSize => _pointerSize;

    public StackView Build(ReportThread thread, StackOptions options) =>
        Build(thread.Frames, options) with { EndedBy = Ending(thread) };

    public StackView Build(IReadOnlyList<Frame> frames, StackOptions options)
    {
        var rows = new List<StackRow>(Math.Min(frames.Count * 2, WebLimits.FramesShownMax));
        var limit = options.All ? WebLimits.FramesShownMax : WebLimits.FramesShown;
        var source = FirstWithSource(frames);
        var (hidden, shown) = (0, 0);
        for (var i = 0; i < frames.Count && shown < limit; i++)
        {
            var frame = frames[i];
            if (options.HideSystem && frame.InApp == false)
            {
                hidden++;
                continue;
            }

            shown++;
            foreach (var inline in frame.Inlines)
            {
                rows.Add(Inlined(frame, inline, i));
            }

            rows.Add(Physical(frame, i, i == source));
        }

        var cut = frames.Count - hidden - shown;
        if (options.OldestFirst)
        {
            rows.Reverse();
        }

        return new(rows, frames.Any(frame => frame.Trust is not (FrameTrust.None or FrameTrust.Prewalked)), hidden, cut, null);
    }

    /// <summary>How a frame was found, in the words of the page.</summary>
    public static string FoundBy(FrameTrust trust) => trust switch
    {
        FrameTrust.Context => "context",
        FrameTrust.Cfi => "CFI",
        FrameTrust.FramePointer => "frame pointer",
        FrameTrust.CfiScan => "CFI scan",
        FrameTrust.Scan => "scan",
        FrameTrust.Prewalked => "client",
        _ => "—",
    };

    StackRow Inlined(Frame frame, InlineFrame inline, int number) => new()
    {
        Number = number,
        IsInline = true,
        Module = frame.Module ?? "",
        Function = Fold(inline.Function),
        FullFunction = Full(inline.Function),
        Location = Location(inline.File, inline.Line, null),
        FullPath = FullPath(inline.File),
        FoundBy = "inlined",
        IsSystem = frame.InApp == false,
    };

    StackRow Physical(Frame frame, int number, bool withSource)
    {
        var name = frame.Function is { Length: > 0 } known ? known : null;
        return new()
        {
            Number = number,
            Module = frame.Module ?? Unloaded(frame) ?? "",
            Function = name is null ? Offset(frame) : Fold(name),
            FullFunction = name is null ? null : Full(frame.RawFunction is { Length: > 0 } raw && raw.Length > name.Length ? raw : name),
            IsOffset = name is null,
            Location = Location(frame.File, frame.Line, frame.Column),
            FullPath = FullPath(frame.AbsolutePath ?? frame.File),
            FoundBy = FoundBy(frame.Trust),
            IsScanned = frame.Trust is FrameTrust.Scan or FrameTrust.CfiScan,
            IsSystem = frame.InApp == false,
            MissingSymbols = frame.MissingSymbols,
            Address = frame.Instruction is { } address ? Figure.Address(address, _pointerSize) : null,
            Source = withSource ? Excerpt(frame) : null,
            Variables = Variables(frame.Vars),
        };
    }

    static int FirstWithSource(IReadOnlyList<Frame> frames)
    {
        var any = -1;
        for (var i = 0; i < frames.Count; i++)
        {
            if (frames[i].ContextLine is null)
            {
                continue;
            }

            if (frames[i].InApp != false)
            {
                return i;
            }

            any = any < 0 ? i : any;
        }

        return any;
    }

    static SourceExcerpt? Excerpt(Frame frame)
    {
        if (frame.ContextLine is not { } line)
        {
            return null;
        }

        const int Around = 5;
        var before = frame.PreContext.TakeLast(Around).ToList();
        var after = frame.PostContext.Take(Around);
        var first = frame.Line is { } number && number > before.Count ? number - before.Count : 0;
        return new(first, [.. before.Append(line).Concat(after).Select(text => Cut.To(text, WebLimits.TitleLength))], before.Count);
    }

    static IReadOnlyList<KeyValuePair<string, string>> Variables(JsonElement? vars) =>
        vars is { ValueKind: JsonValueKind.Object } element
            ? [.. element.EnumerateObject().Take(40).Select(v => KeyValuePair.Create(v.Name, JsonText.Value(v.Value)))]
            : [];

    string Offset(Frame frame)
    {
        if (frame.ModuleOffset is { } offset && frame.Module is not null)
        {
            return "+ " + Figure.Hex(offset);
        }

        if (frame.UnloadedModules is [var hit, ..])
        {
            return "+ " + Figure.Hex(hit.Offset);
        }

        return frame.Instruction is { } address ? Figure.Address(address, _pointerSize) : "unknown function";
    }

    static string? Unloaded(Frame frame) => frame.UnloadedModules is [var hit, ..] ? hit.Module + " (unloaded)" : null;

    static string Fold(string function) => Cut.To(FunctionName.Fold(function), WebLimits.TitleLength);

    static string? Full(string function) =>
        FunctionName.Fold(function) == function && function.Length <= WebLimits.TitleLength
            ? null
            : Cut.To(function, WebLimits.FunctionLength);

    static string? Location(string? file, int? line, int? column)
    {
        if (string.IsNullOrEmpty(file))
        {
            return null;
        }

        var text = Cut.To(Cut.ShortPath(file), WebLimits.TitleLength);
        return (line, column) switch
        {
            ({ } l, { } c) => $"{text}:{l}:{c}",
            ({ } l, null) => $"{text}:{l}",
            _ => text,
        };
    }

    static string? FullPath(string? file) =>
        string.IsNullOrEmpty(file) || Cut.ShortPath(file) == file ? null : Cut.To(file, WebLimits.FunctionLength);

    static string? Ending(ReportThread thread)
    {
        var words = thread.EndedBy switch
        {
            "no-caller-found" => "The walk ended here: no caller could be found.",
            "limit" => "The walk was stopped at its limit of frames.",
            "no-memory" => "The walk ended here: the dump does not hold the rest of this stack.",
            "no-context" => "This thread has no registers in the dump, so its stack could not be walked.",
            null or "end-of-stack" => null,
            var other => $"The walk ended here: {other}.",
        };
        return thread.FramesOmitted > 0
            ? $"{words} {Figure.Count(thread.FramesOmitted, "frame")} beyond the limit left out.".TrimStart()
            : words;
    }
}
