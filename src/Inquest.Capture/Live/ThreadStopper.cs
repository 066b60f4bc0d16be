using System.Diagnostics;
using System.Runtime.InteropServices;
using Inquest.Formats;

namespace Inquest.Capture.Live;

/// <summary>
/// Holds the threads of a process still (PTRACE_SEIZE and PTRACE_INTERRUPT, which leave no SIGSTOP behind) and lets them go. Every
/// call must come from one system thread: that one is the tracer.
/// </summary>
sealed class ThreadStopper(ThreadLister lister, CaptureLimits limits, List<Finding> findings) : IDisposable
{
    const int Seize = 0x4206;
    const int Interrupt = 0x4207;
    const int Detach = 17;
    const int GetEventMessage = 0x4201;
    const int EventStop = 128;

    // Microseconds between two looks, doubled from the first to the last.
    const uint FirstPause = 10;
    const uint LastPause = 1000;

    // Threads are born while they are listed; three rounds catch all but a fork bomb.
    const int Rounds = 3;

    readonly List<TracedThread> _threads = [];

    public IReadOnlyList<TracedThread> Threads => _threads;

    /// <summary>Stops every thread but <paramref name="waitingId"/>, which waits for us anyway.</summary>
    /// <returns>0, or the errno with which the kernel forbids it; nothing is held then.</returns>
    public int Stop(int waitingId)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var born = lister.ListNew(limits);
            if (born.Count == 0)
            {
                break;
            }

            foreach (var thread in born)
            {
                if (thread.Id != waitingId && SeizeOne(thread) is var error and not 0)
                {
                    Dispose();
                    return error;
                }
            }

            _threads.AddRange(born);
            AwaitStops(born);
        }

        return _threads.Count == 0 ? LinuxCalls.NoSuchProcess : 0;
    }

    public void Dispose()
    {
        foreach (var thread in _threads)
        {
            if (thread.IsSeized)
            {
                _ = LinuxCalls.Trace(Detach, thread.TraceId, 0, thread.PendingSignal);
                thread.IsSeized = false;
                thread.IsStopped = false;
            }
        }
    }

    static int SeizeOne(TracedThread thread)
    {
        if (LinuxCalls.Trace(Seize, thread.TraceId, 0, 0) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            // A thread that has just ended is none of our business; neither is a zombie, which cannot be traced.
            return error == LinuxCalls.NoSuchProcess || IsDead(thread) ? 0 : error;
        }

        thread.IsSeized = true;
        _ = LinuxCalls.Trace(Interrupt, thread.TraceId, 0, 0);
        return 0;
    }

    static bool IsDead(TracedThread thread)
    {
        var stat = ProcFile.Read($"/proc/{thread.ProcId}/stat", 512);
        var name = stat.AsSpan().LastIndexOf((byte)')');
        return name < 0 || name + 2 >= stat.Length || stat[name + 2] is (byte)'Z' or (byte)'X';
    }

    void AwaitStops(List<TracedThread> threads)
    {
        var start = Stopwatch.GetTimestamp();
        for (var pause = FirstPause; ; pause = Math.Min(pause * 2, LastPause))
        {
            var missing = threads.Count(thread => thread is { IsSeized: true, IsStopped: false } && !HasStopped(thread, pause == LastPause));
            if (missing == 0)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) > limits.ThreadStopPatience)
            {
                findings.Add(new Finding("threads-not-stopped", $"{missing} threads did not stop, as in an uninterruptible sleep; they have no registers."));
                return;
            }

            _ = LinuxCalls.SleepMicroseconds(pause);
        }
    }

    static unsafe bool StandsStill(TracedThread thread)
    {
        nuint message;
        return LinuxCalls.Trace(GetEventMessage, thread.TraceId, 0, (nint)(&message)) == 0;
    }

    // True when it needs no more waiting: it stands or it is gone.
    static bool HasStopped(TracedThread thread, bool asksTwice)
    {
        var result = LinuxCalls.Wait(thread.TraceId, out var status, LinuxCalls.WaitAll | LinuxCalls.WaitNoHang);
        if (result == 0)
        {
            // Folklore: a runtime that reaps the children it started (.NET does) may have taken the news of the stop from us. Only a
            // thread that stands answers this question.
            thread.IsStopped = asksTwice && StandsStill(thread);
            return thread.IsStopped;
        }

        thread.IsStopped = result == thread.TraceId && (status & 0xFF) == 0x7F;
        thread.IsSeized = thread.IsStopped;
        thread.PendingSignal = thread.IsStopped && status >> 16 != EventStop ? (status >> 8) & 0xFF : 0;
        return true;
    }
}
