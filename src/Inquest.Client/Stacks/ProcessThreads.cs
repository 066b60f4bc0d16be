using System.Globalization;

namespace Inquest.Client.Stacks;

/// <summary>Threads of this process with their names. Managed code cannot walk another thread's stack; libinquest can.</summary>
static class ProcessThreads
{
    /// <returns>The calling thread first; on systems other than Linux only that one.</returns>
    public static List<(long Id, string? Name)> Read(int limit)
    {
        var own = CurrentId();
        var threads = new List<(long, string?)> { (own, Thread.CurrentThread.Name ?? NameOf(own)) };
        if (!OperatingSystem.IsLinux())
        {
            return threads;
        }

        try
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc/self/task"))
            {
                if (threads.Count >= limit)
                {
                    break;
                }

                if (long.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id != own)
                {
                    threads.Add((id, NameOf(id)));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without /proc the crashing thread is what there is.
        }

        return threads;
    }

    /// <summary>The system's id on Linux, as it stands in dumps; elsewhere the runtime's.</summary>
    public static long CurrentId()
    {
        // /proc/thread-self leads to PID/task/TID.
        var target = OperatingSystem.IsLinux() ? TryLink("/proc/thread-self") : null;
        return target is not null && long.TryParse(Path.GetFileName(target.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id : Environment.CurrentManagedThreadId;
    }

    static string? TryLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static string? NameOf(long id)
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{id}/comm")).TrimEnd('\n') : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
