using System.Text;
using Inquest.Client.Sampling;
using Inquest.Client.Spool;

namespace Inquest.Client.Runs;

/// <summary>What the runs before this one left: how they ended, and whether one died at its start.</summary>
/// <param name="Runs">Those whose processes are gone, oldest first.</param>
/// <param name="Crashed">The last one that ended, crashed.</param>
/// <param name="CrashedAtStart">And it did so soon after its start.</param>
sealed record PreviousRuns(IReadOnlyList<Run> Runs, bool Crashed, bool CrashedAtStart)
{
    public static PreviousRuns Take(string folder, SpoolFolder spool, TimeSpan startWindow, ClientLimits limits)
    {
        var (crashed, atStart) = (false, false);
        var dead = Run.TakeDead(folder, limits.MaxDeadRuns);
        var reports = dead.Exists(run => !run.State.HasEnded) ? Crashes(spool, limits) : [];
        foreach (var run in dead)
        {
            if (!run.State.HasEnded)
            {
                // It could not say: a native crash left a report, a kill or a power cut left nothing.
                var crash = reports.FirstOrDefault(report => report.Text.Contains(run.State.Id, StringComparison.Ordinal));
                run.Update(state => crash.Text is not null
                    ? state with { Status = RunStatus.Crashed, Errors = state.Errors + 1, Timestamp = crash.WrittenAt }
                    : state with { Status = RunStatus.Abnormal });
            }

            crashed = run.State.Status == RunStatus.Crashed;
            atStart = crashed && run.State.Timestamp - run.State.RunStarted < startWindow;
        }

        return new PreviousRuns(dead, crashed, atStart);
    }

    /// <summary>Takes over what they left out, and lets go of those that have nothing else to tell.</summary>
    /// <returns>Runs whose sessions are to be told.</returns>
    public IReadOnlyList<Run> HandOver(DropCounts drops, Run own)
    {
        foreach (var (reason, category, quantity) in Runs.SelectMany(run => run.State.Drops))
        {
            drops.Add(reason, category, quantity);
        }

        // Ours first: between the two writes a count is kept twice rather than lost.
        own.KeepDrops(drops.Snapshot());
        var untold = new List<Run>();
        foreach (var run in Runs)
        {
            if (run.IsUntold)
            {
                run.KeepDrops([]);
                untold.Add(run);
            }
            else
            {
                run.Forget();
            }
        }

        return untold;
    }

    // libinquest writes the session's id into its reports.
    static List<(string Text, DateTimeOffset WrittenAt)> Crashes(SpoolFolder spool, ClientLimits limits)
    {
        var crashes = new List<(string, DateTimeOffset)>();
        foreach (var report in spool.Pending())
        {
            try
            {
                if (new FileInfo(report.EventPath).Length <= limits.MaxEventBytes)
                {
                    crashes.Add((File.ReadAllText(report.EventPath, Encoding.UTF8), report.WrittenAt));
                }
            }
            catch (IOException)
            {
                // Sent by another process meanwhile.
            }
        }

        return crashes;
    }
}
