using Inquest.Reports;

namespace Inquest.Grouping.V0;

/// <summary>Physical frames of the deciding thread or exception → logical frames, cleaned and folded.</summary>
static class StackNormaliser
{
    public const int Version = 0;

    public static NormalisedStack Normalise(Report report)
    {
        var physical = DecidingFrames(report);
        var logical = new List<LogicalFrame>();
        for (var i = 0; i < physical.Count && logical.Count < GroupingLimits.MaxFrames; i++)
        {
            foreach (var frame in Expand(physical[i], i, report))
            {
                logical.Add(frame);
                FoldRecursion(logical);
            }
        }

        return new NormalisedStack { Version = Version, Frames = logical };
    }

    /// <summary>The crashed thread's frames, or those of the cause that lies nearest to the app's own code.</summary>
    static IReadOnlyList<Frame> DecidingFrames(Report report)
    {
        if (report.Exceptions.Count > 0)
        {
            var withFrames = report.Exceptions.Where(e => e.Frames.Count > 0).Reverse().ToList();
            var cause = withFrames.Find(e => e.Frames.Any(f => IsInApp(f, report))) ?? withFrames.FirstOrDefault();
            if (cause is not null)
            {
                return cause.Frames;
            }
        }

        var index = report.Crash?.ThreadIndex;
        var thread = index is >= 0 && index < report.Threads.Count ? report.Threads[index.Value]
            : report.Threads.FirstOrDefault(t => t.Crashed) ?? report.Threads.FirstOrDefault(t => !t.RequestedDump && t.Frames.Count > 0);
        return thread?.Frames ?? [];
    }

    static bool IsInApp(Frame frame, Report report)
    {
        // What the client said holds for every call of the frame.
        if (frame.InApp == false)
        {
            return false;
        }

        foreach (var logical in Expand(frame, 0, report))
        {
            if (logical.InApp && logical.Role == FrameRole.Code)
            {
                return true;
            }
        }

        return false;
    }

    static IEnumerable<LogicalFrame> Expand(Frame frame, int index, Report report)
    {
        var place = Place(frame, index, report);
        var isNative = IsNative(frame.Platform ?? report.Platform);
        foreach (var inline in frame.Inlines)
        {
            yield return WithName(place, inline.Function, inline.File, inline.Line, isNative, frame) with { IsInline = true, Offset = null };
        }

        yield return WithName(place, frame.Function, frame.File ?? frame.AbsolutePath, frame.Line, isNative, frame);
    }

    static LogicalFrame Place(Frame frame, int index, Report report)
    {
        var isNative = IsNative(frame.Platform ?? report.Platform);
        var path = frame.ModuleIndex is { } i && i >= 0 && i < report.Modules.Count ? report.Modules[i].CodeFile : null;
        return new LogicalFrame
        {
            PhysicalIndex = index,
            Module = isNative ? ModuleNames.Clean(path ?? frame.Module) : frame.Module,
            Offset = frame.ModuleOffset,
            InApp = isNative && !SystemCode.IsSystemModule(path ?? frame.Module, ModuleNames.Clean(path ?? frame.Module)),
        };
    }

    static LogicalFrame WithName(LogicalFrame place, string? function, string? file, int? line, bool isNative, Frame frame)
    {
        var name = FunctionNames.Clean(function, isNative);
        var module = isNative ? null : frame.Module;
        return place with
        {
            Function = name,
            File = file is null ? null : ModuleNames.BaseName(file),
            Line = line,
            InApp = frame.InApp ?? (isNative
                ? place.InApp && (name is not null || place.Module is not null) && !SystemCode.IsLibraryFunction(name)
                : !SystemCode.IsManagedLibrary(module, file)),
            Role = FrameRoles.Of(name, module is null ? null : $"{module}.{name}"),
        };
    }

    static bool IsNative(string platform) => platform is "native" or "cocoa" or "c" or "objc" or "rust" or "swift" or "other";

    /// <summary>When the last frames repeat those before them, one copy stays.</summary>
    static void FoldRecursion(List<LogicalFrame> frames)
    {
        for (var length = 1; length <= GroupingLimits.MaxCycle && length * 2 <= frames.Count; length++)
        {
            var start = frames.Count - length;
            if (!Repeats(frames, start, length))
            {
                continue;
            }

            frames.RemoveRange(start, length);
            var first = start - length;
            frames[first] = frames[first] with { Repeats = frames[first].Repeats + 1 };
            return;
        }
    }

    static bool Repeats(List<LogicalFrame> frames, int start, int length)
    {
        for (var i = 0; i < length; i++)
        {
            var (later, earlier) = (frames[start + i], frames[start + i - length]);
            // Unnamed frames repeat only by their very address.
            if (later.Function != earlier.Function || later.Module != earlier.Module || (later.Function is null && (later.Offset is null || later.Offset != earlier.Offset)))
            {
                return false;
            }
        }

        return true;
    }
}
