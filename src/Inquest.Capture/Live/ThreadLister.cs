using System.Globalization;
using System.Text;

namespace Inquest.Capture.Live;

/// <summary>Lists the threads of a process, whose ids differ from one PID namespace to the next.</summary>
/// <param name="processId">The process in our PID namespace.</param>
/// <param name="procId">The process as /proc numbers it.</param>
/// <param name="ownId">The process as it numbers itself.</param>
sealed class ThreadLister(int processId, int procId, int ownId)
{
    const int StatusBytes = 4096;

    readonly HashSet<int> _known = [];

    /// <summary>The threads that were not there at the last call.</summary>
    public List<TracedThread> ListNew(CaptureLimits limits)
    {
        var threads = new List<TracedThread>();
        try
        {
            foreach (var path in Directory.EnumerateDirectories($"/proc/{procId}/task"))
            {
                if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                    && _known.Count < limits.ThreadCountMax && _known.Add(id) && Translate(id) is { } thread)
                {
                    threads.Add(thread);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile; whoever asks finds no thread.
        }

        return threads;
    }

    TracedThread? Translate(int procTid)
    {
        if (processId == procId && procId == ownId)
        {
            return new TracedThread(procTid, procTid, procTid);
        }

        // The last number behind NSpid is the innermost: the process's own.
        var own = Innermost(ProcFile.Read($"/proc/{procId}/task/{procTid}/status", StatusBytes));
        return own == 0 ? null : new TracedThread(processId == procId ? procTid : own, procTid, processId == ownId ? own : procId == ownId ? procTid : own);
    }

    /// <summary>The process id by which a process knows itself, from /proc; 0 when /proc does not say.</summary>
    public static int OwnId(int procId) => Innermost(ProcFile.Read($"/proc/{procId}/status", StatusBytes));

    static int Innermost(ReadOnlySpan<byte> status)
    {
        var at = status.IndexOf("\nNSpid:"u8);
        if (at < 0)
        {
            return 0;
        }

        var line = status[(at + 7)..];
        var end = line.IndexOf((byte)'\n');
        var numbers = Encoding.ASCII.GetString(end < 0 ? line : line[..end]).Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
        return numbers.Length > 0 && int.TryParse(numbers[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
    }
}
