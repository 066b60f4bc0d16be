using Inquest.Reports;

namespace Inquest.Grouping.V1;

/// <summary>Physical frames of the deciding thread or exception → logical frames, cleaned and folded, with the facts that rules ask for.</summary>
static class StackNormaliser
{
    public const int Version = 1;

    public static NormalisedStack Normalise(Report report)
    {
        var (physical, exception) = Deciding(report);
        var logical = new List<LogicalFrame>(Math.Min(physical.Count + 8, GroupingLimits.MaxFrames));
        for (var i = 0; i < physical.Count && logical.Count < GroupingLimits.MaxFrames; i++)
        {
            Expand(physical[i], i, report, logical);
        }

        return new NormalisedStack { Version = Version, Frames = logical, Facts = Facts.Of(report, exception) };
    }

    /// <summary>The crashed thread's frames, or those of the cause that lies nearest to the app's own code.</summary>
    static (IReadOnlyList<Frame> Frames, ReportException? Exception) Deciding(Report report)
    {
        ReportException? innermost = null;
        for (var i = report.Exceptions.Count - 1; i >= 0; i--)
        {
            var one = report.Exceptions[i];
            if (one.Frames.Count == 0)
            {
                continue;
            }

            innermost ??= one;
            if (one.Frames.Any(frame => IsInApp(frame, report)))
            {
                return (one.Frames, one);
            }
        }

        if (innermost is not null)
        {
            return (innermost.Frames, innermost);
        }

        var index = report.Crash?.ThreadIndex;
        var thread = index is >= 0 && index < report.Threads.Count ? report.Threads[index.Value]
            : report.Threads.FirstOrDefault(t => t.Crashed) ?? report.Threads.FirstOrDefault(t => !t.RequestedDump && t.Frames.Count > 0);
        return (thread?.Frames ?? [], report.Exceptions.Count > 0 ? report.Exceptions[0] : null);
    }

    static bool IsInApp(Frame frame, Report report)
    {
        if (frame.InApp is { } said)
        {
            return said;
        }

        var language = Languages.Of(frame.Platform ?? report.Platform, frame);
        return language == NameLanguage.Native
            ? !SystemCode.IsSystemModule(PathOf(frame, report), ModuleNames.Clean(PathOf(frame, report)))
            : !SystemCode.IsManagedLibrary(frame.Module, frame.File ?? frame.AbsolutePath);
    }

    static string? PathOf(Frame frame, Report report) =>
        (frame.ModuleIndex is { } i && i >= 0 && i < report.Modules.Count ? report.Modules[i].CodeFile : null) ?? frame.Module;

    static void Expand(Frame frame, int index, Report report, List<LogicalFrame> logical)
    {
        var language = Languages.Of(frame.Platform ?? report.Platform, frame);
        var isNative = language == NameLanguage.Native;
        var path = isNative ? PathOf(frame, report) : null;
        var module = isNative ? ModuleNames.Clean(path) : JvmOr(language, frame.Module);
        var place = new LogicalFrame
        {
            PhysicalIndex = index,
            Module = module,
            InApp = isNative && !SystemCode.IsSystemModule(path, module),
            InAppByClient = frame.InApp is not null,
        };
        foreach (var inline in frame.Inlines)
        {
            Add(logical, WithName(place, inline.Function, inline.File, inline.Line, language, frame) with { IsInline = true });
        }

        Add(logical, WithName(place, frame.Function, frame.File ?? frame.AbsolutePath, frame.Line, language, frame) with { Offset = frame.ModuleOffset });
    }

    static string? JvmOr(NameLanguage language, string? module) => language == NameLanguage.Jvm ? JvmNames.Module(module) : module;

    static void Add(List<LogicalFrame> logical, LogicalFrame frame)
    {
        if (logical.Count < GroupingLimits.MaxFrames)
        {
            logical.Add(frame);
            FoldRecursion(logical);
        }
    }

    static LogicalFrame WithName(LogicalFrame place, string? function, string? file, int? line, NameLanguage language, Frame frame)
    {
        var name = FunctionNames.Clean(function, language);
        var isNative = language == NameLanguage.Native;
        var baseName = file is null ? null : isNative ? ModuleNames.BaseName(file) : FileNames.WithoutHash(ModuleNames.BaseName(file));
        return place with
        {
            Function = name,
            File = baseName,
            Path = file is null || file.Length == baseName!.Length ? null : FileNames.Cut(file),
            Line = line,
            InApp = frame.InApp ?? (isNative
                ? place.InApp && (name is not null || place.Module is not null) && !SystemCode.IsLibraryFunction(name)
                : !SystemCode.IsManagedLibrary(place.Module, file)),
            Role = FrameRoles.Of(name, isNative || place.Module is null ? null : $"{place.Module}.{name}"),
        };
    }

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
            for (var i = start - length; i < start; i++)
            {
                frames[i] = frames[i] with { Repeats = frames[i].Repeats + 1 };
            }

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
