using Inquest.Reports;
using Inquest.Storage.Events;

namespace Inquest.Server.Workers;

/// <summary>The modules whose symbols a report's frames lack, with the frames that each would repair.</summary>
static class MissingModules
{
    public static List<MissingModule> Of(Report report)
    {
        var frames = new Dictionary<int, int>();
        foreach (var thread in report.Threads)
        {
            Count(thread.Frames, frames);
        }

        foreach (var exception in report.Exceptions)
        {
            Count(exception.Frames, frames);
        }

        var missing = new List<MissingModule>();
        foreach (var (index, count) in frames.OrderByDescending(pair => pair.Value).Take(WorkerLimits.MissingModulesMax))
        {
            if ((uint)index >= (uint)report.Modules.Count)
            {
                continue;
            }

            var id = ModuleIds.Of(report.Modules[index]);
            if (IsRealId(id.DebugId))
            {
                missing.Add(new MissingModule(
                    id.DebugFile.Length > 0 ? id.DebugFile : id.CodeFile, id.DebugId, id.CodeFile, id.CodeId, StateOf(report.Modules[index].Symbols), count));
            }
        }

        return missing;
    }

    static void Count(IReadOnlyList<Frame> list, Dictionary<int, int> frames)
    {
        foreach (var frame in list)
        {
            if (frame is { MissingSymbols: true, ModuleIndex: { } index })
            {
                frames[index] = frames.GetValueOrDefault(index) + 1;
            }
        }
    }

    // Native SDKs send ids of zeros for what they could not read; nobody can upload symbols for those.
    static bool IsRealId(string id) => id.Length >= 32 && id.AsSpan(0, 32).ContainsAnyExcept('0');

    static string StateOf(SymbolState state) => state switch
    {
        SymbolState.Malformed => "malformed",
        SymbolState.Denied => "denied",
        SymbolState.TimedOut => "timed-out",
        _ => "missing",
    };
}
