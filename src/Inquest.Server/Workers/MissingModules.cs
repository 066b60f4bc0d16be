using Inquest.Reports;
using Inquest.Storage.Events;

namespace Inquest.Server.Workers;

/// <summary>The modules whose symbols a report's frames lack wholly or in part, with the frames that better ones would repair.</summary>
static class MissingModules
{
    public static List<MissingModule> Of(Report report)
    {
        var frames = new Dictionary<int, int>();
        foreach (var thread in report.Threads)
        {
            Count(thread.Frames, report, frames);
        }

        foreach (var exception in report.Exceptions)
        {
            Count(exception.Frames, report, frames);
        }

        var missing = new List<MissingModule>();
        foreach (var (index, count) in frames.OrderByDescending(pair => pair.Value).Take(WorkerLimits.MissingModulesMax))
        {
            if ((uint)index >= (uint)report.Modules.Count)
            {
                continue;
            }

            var module = report.Modules[index];
            var id = ModuleIds.Of(module);
            if (IsRealId(id.DebugId))
            {
                missing.Add(new MissingModule(
                    id.DebugFile.Length > 0 ? id.DebugFile : id.CodeFile, id.DebugId, id.CodeFile, id.CodeId, StateOf(module), count)
                {
                    Lookups = [.. module.SymbolLookups.Take(WorkerLimits.LookupsKeptMax)],
                });
            }
        }

        return missing;
    }

    static void Count(IReadOnlyList<Frame> list, Report report, Dictionary<int, int> frames)
    {
        foreach (var frame in list)
        {
            // Exported names without lines, or code without unwind information: a debug file that comes later repairs those too.
            if (frame.ModuleIndex is { } index && (uint)index < (uint)report.Modules.Count
                && (frame.MissingSymbols || report.Modules[index].SymbolGaps.Count > 0))
            {
                frames[index] = frames.GetValueOrDefault(index) + 1;
            }
        }
    }

    // Native SDKs send ids of zeros for what they could not read; nobody can upload symbols for those.
    static bool IsRealId(string id) => id.Length >= 32 && id.AsSpan(0, 32).ContainsAnyExcept('0');

    static string StateOf(ReportModule module) => module.Symbols switch
    {
        SymbolState.Malformed => "malformed",
        SymbolState.Denied => "denied",
        SymbolState.TimedOut => "timed-out",
        SymbolState.WrongId => "wrong-id",
        SymbolState.Found => "incomplete",
        _ => "missing",
    };
}
