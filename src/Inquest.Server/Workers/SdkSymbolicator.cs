using Inquest.Reports;
using Inquest.Symbols;
using Inquest.Symbols.Dump;

namespace Inquest.Server.Workers;

/// <summary>Names for the native frames of an SDK's event, whose images we may have symbols for.</summary>
static class SdkSymbolicator
{
    /// <summary>The same report when no frame lies in an image with an id.</summary>
    public static Report Symbolicate(Report report, ISymbolProvider symbols)
    {
        if (!report.Threads.Any(thread => thread.Frames.Any(IsNative)) && !report.Exceptions.Any(e => e.Frames.Any(IsNative)))
        {
            return report;
        }

        var searches = new Dictionary<int, SymbolSearch>();
        var threads = report.Threads.Select(t => t with { Frames = Symbolicate(t.Frames, report, symbols, searches) }).ToList();
        var exceptions = report.Exceptions.Select(e => e with { Frames = Symbolicate(e.Frames, report, symbols, searches) }).ToList();
        var modules = report.Modules.Select((module, index) => searches.TryGetValue(index, out var search)
            ? module with
            {
                Symbols = StateOf(search.Status),
                SymbolSource = search.Source,
                SymbolLookups = [.. search.Lookups.Select(static lookup => lookup.ToString())],
                SymbolGaps = [.. search.Gaps.Select(SymbolSearch.Words)],
            }
            : module).ToList();
        return report with { Threads = threads, Exceptions = exceptions, Modules = modules };
    }

    static List<Frame> Symbolicate(
        IReadOnlyList<Frame> frames, Report report, ISymbolProvider symbols, Dictionary<int, SymbolSearch> searches)
    {
        var named = new List<Frame>(frames.Count);
        foreach (var frame in frames)
        {
            named.Add(IsNative(frame) && frame.ModuleIndex is { } index && (uint)index < (uint)report.Modules.Count
                ? Name(frame, index, report.Modules[index], symbols, searches)
                : frame);
        }

        return named;
    }

    static Frame Name(Frame frame, int index, ReportModule module, ISymbolProvider symbols, Dictionary<int, SymbolSearch> searches)
    {
        if (string.IsNullOrEmpty(module.DebugId))
        {
            return frame;
        }

        if (!searches.TryGetValue(index, out var search))
        {
            searches.Add(index, search = symbols.Find(ModuleIds.Of(module)));
        }

        if (search.Symbols is null)
        {
            return frame with { MissingSymbols = frame.Line is null };
        }

        if (search.Symbols.FindLocation(AddressOf(frame)) is not { } location)
        {
            return frame with { MissingSymbols = false };
        }

        if (frame.MethodToken is not null)
        {
            // The PDB of an assembly knows lines; the name of the method is the SDK's to know.
            return frame with { MissingSymbols = false, File = location.File ?? frame.File, Line = location.Line ?? frame.Line };
        }

        return frame with
        {
            MissingSymbols = false,
            RawFunction = frame.RawFunction ?? frame.Function,
            Function = location.Function,
            FunctionAddress = module.Base + location.FunctionRva,
            File = location.File ?? frame.File,
            Line = location.Line ?? frame.Line,
            Inlines = [.. location.Inlines.Select(inline => new InlineFrame(inline.Function, inline.File, inline.Line))],
        };
    }

    // A frame that the SDK already gave a line to needs nothing.
    static bool IsNative(Frame frame) =>
        frame is { ModuleIndex: not null, ModuleOffset: not null, Line: null }
            or { ModuleIndex: not null, MethodToken: not null, IlOffset: not null, Line: null };

    // Of .NET frames the method and the offset in it stand for an address.
    static ulong AddressOf(Frame frame) =>
        frame is { MethodToken: { } token, IlOffset: { } offset }
            ? PortablePdbSymbolDump.AddressOf(token, offset) ?? 0
            : frame.ModuleOffset!.Value;

    static SymbolState StateOf(SymbolStatus status) => status switch
    {
        SymbolStatus.Found => SymbolState.Found,
        SymbolStatus.Malformed => SymbolState.Malformed,
        SymbolStatus.Denied => SymbolState.Denied,
        SymbolStatus.TimedOut => SymbolState.TimedOut,
        SymbolStatus.WrongId => SymbolState.WrongId,
        _ => SymbolState.Missing,
    };
}
