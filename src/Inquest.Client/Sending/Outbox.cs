using System.Collections.Concurrent;
using System.Security.Cryptography;
using Inquest.Client.Consent;
using Inquest.Client.Delivery;
using Inquest.Client.Runs;
using Inquest.Client.Sampling;
using Inquest.Client.Spool;

namespace Inquest.Client.Sending;

/// <summary>The one sender of a process: sessions, then handled reports from memory, then what waits on disk, then counts of what was left out.</summary>
/// <remarks>
/// Each part fails for itself: a server that limits errors still gets sessions. What cannot be sent now goes to disk, in a spool of
/// its own, so that handled errors of a week without network never push out a crash.
/// </remarks>
sealed class Outbox : IDisposable
{
    // Counts wait this long for something to ride along with.
    static readonly TimeSpan DropPatience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);

    readonly ReportQueue _queue;
    readonly SpoolFolder _crashes;
    readonly SpoolFolder _offline;
    readonly ReportUploader _crashUploader;
    readonly ReportUploader _offlineUploader;
    readonly EnvelopeSender _sender;
    readonly CategoryLimits _limited;
    readonly DropCounts _drops;
    readonly ConsentFile? _consent;
    readonly ClientLimits _limits;
    readonly TimeProvider _time;
    readonly Action<ReportLevel, string, Exception?> _say;
    readonly ConcurrentQueue<Run> _runs = new();
    readonly SemaphoreSlim _wake = new(0, 1);
    readonly SemaphoreSlim _pass = new(1, 1);
    readonly CancellationTokenSource _stop = new();
    int _failures;
    DateTimeOffset _nextTry;
    DateTimeOffset _nextDrops;
    volatile bool _crashesWait = true;
    volatile bool _offlineWaits = true;

    public Outbox(
        SpoolFolder crashes, SpoolFolder offline, ReportUploader crashUploader, ReportUploader offlineUploader, EnvelopeSender sender,
        CategoryLimits limited, DropCounts drops, ConsentFile? consent, InquestOptions options, Action<ReportLevel, string, Exception?> say)
    {
        (_crashes, _offline, _crashUploader, _offlineUploader, _sender) = (crashes, offline, crashUploader, offlineUploader, sender);
        (_limited, _drops, _consent, _limits, _time, _say) = (limited, drops, consent, options.Limits, options.TimeProvider, say);
        _queue = new ReportQueue(_limits.MaxQueuedReports);
    }

    public void Start() => _ = Task.Run(LoopAsync);

    /// <summary>The caller's thread does nothing but this.</summary>
    public void Enqueue(QueuedReport report)
    {
        if (!_queue.Add(report))
        {
            _drops.Add(DropCounts.QueueOverflow);
        }

        Wake();
    }

    /// <summary>The session of a run has something new to tell.</summary>
    public void Tell(Run run)
    {
        if (!_runs.Contains(run))
        {
            _runs.Enqueue(run);
        }

        Wake();
    }

    /// <summary>A crash was written to the spool.</summary>
    public void CrashWaits()
    {
        _crashesWait = true;
        Wake();
    }

    /// <summary>The person said yes.</summary>
    public void ConsentCame()
    {
        _crashesWait = _offlineWaits = true;
        Wake();
    }

    /// <summary>The person said no: what is in memory goes, uncounted.</summary>
    public void Clear()
    {
        while (_queue.TryTake(out _))
        {
            // Gone.
        }
    }

    /// <summary>Tries everything once, now, whatever failed before.</summary>
    /// <returns>False when something is left.</returns>
    public async Task<bool> FlushAsync(CancellationToken cancellation)
    {
        await _pass.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            _nextTry = _nextDrops = default;
            _crashesWait = _crashes.Pending().Count > 0;
            _offlineWaits = _offline.Pending().Count > 0;
            await PassAsync(cancellation).ConfigureAwait(false);
            return _failures == 0 && !_crashesWait && !_offlineWaits && _runs.IsEmpty;
        }
        finally
        {
            _pass.Release();
        }
    }

    /// <summary>What is in memory goes to disk: the process ends.</summary>
    public void Save()
    {
        while (_queue.TryTake(out var report))
        {
            Keep(report);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        Save();
    }

    async Task LoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _wake.WaitAsync(Pause(), _stop.Token).ConfigureAwait(false);
                await _pass.WaitAsync(_stop.Token).ConfigureAwait(false);
                try
                {
                    await PassAsync(_stop.Token).ConfigureAwait(false);
                }
                finally
                {
                    _pass.Release();
                }
            }
            catch (OperationCanceledException)
            {
                // Stopped, or a flush gave up.
            }
#pragma warning disable CA1031 // The worker is an edge: nothing it meets may end it, or end the app.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _failures++;
                _nextTry = _time.GetUtcNow() + Backoff.Next(_failures, Draw(), _limits) + ShortestPause;
                _say(ReportLevel.Warning, "Sending failed in a way that was not foreseen; it is tried again.", e);
            }
        }
    }

    async Task PassAsync(CancellationToken cancellation)
    {
        var maySend = _consent is null || _consent.State == ConsentState.Given;
        if (maySend && _time.GetUtcNow() >= _nextTry)
        {
            await SendRunsAsync(cancellation).ConfigureAwait(false);
        }

        while (_queue.TryTake(out var report))
        {
            if (maySend)
            {
                await SendAsync(report, cancellation).ConfigureAwait(false);
            }
            else if (_consent?.State == ConsentState.Unknown)
            {
                Keep(report);
            }
        }

        if (_time.GetUtcNow() < _nextTry || _limited.ErrorsAreLimited)
        {
            return;
        }

        if (_crashesWait)
        {
            // Before it begins: a crash that is written meanwhile asks again.
            _crashesWait = false;
            _crashesWait |= await SomeWaitAfterAsync(_crashUploader, cancellation).ConfigureAwait(false);
        }

        // The crash uploader may have asked.
        if (_consent is not null && _consent.State != ConsentState.Given)
        {
            _offlineWaits = false;
            if (_consent.State == ConsentState.Revoked)
            {
                _offline.Erase();
            }

            return;
        }

        if (_offlineWaits && _failures == 0)
        {
            _offlineWaits = false;
            _offlineWaits |= await SomeWaitAfterAsync(_offlineUploader, cancellation).ConfigureAwait(false);
        }

        await SendDropsAsync(cancellation).ConfigureAwait(false);
    }

    async Task<bool> SomeWaitAfterAsync(ReportUploader uploader, CancellationToken cancellation)
    {
        try
        {
            var result = await uploader.SendAllAsync(cancellation: cancellation).ConfigureAwait(false);
            if (result.Sent > 0)
            {
                Worked();
            }

            if (result.Waiting > 0 && result.LastFailure == "consent")
            {
                // Asked, or nobody to ask: the next crash or the next start asks again, not the next minute.
                return false;
            }

            if (result.Waiting > 0)
            {
                Failed(result.LastFailure ?? "another process has it");
            }

            return result.Waiting > 0;
        }
        catch
        {
            _crashesWait = _offlineWaits = true;
            throw;
        }
    }

    async Task SendRunsAsync(CancellationToken cancellation)
    {
        for (var left = _runs.Count; left > 0 && !_limited.SessionsAreLimited && _runs.TryPeek(out var run); left--)
        {
            var state = run.State;
            if (run.IsUntold)
            {
                var answer = await _sender.SendAsync(null, [("session", RunJson.SessionUpdate(state))], [], cancellation).ConfigureAwait(false);
                if (answer.Kind == AnswerKind.Later)
                {
                    Failed(answer.Why);
                    return;
                }

                Worked();
                run.Tell(state);
            }

            _runs.TryDequeue(out _);
            if (run.IsUntold)
            {
                // It changed while it was told.
                _runs.Enqueue(run);
                left++;
            }
            else if (run.State.HasEnded)
            {
                run.Forget();
            }
        }
    }

    async Task SendAsync(QueuedReport report, CancellationToken cancellation)
    {
        if (_limited.ErrorsAreLimited)
        {
            _drops.Add(DropCounts.RateLimited);
            return;
        }

        if (_time.GetUtcNow() < _nextTry)
        {
            Keep(report);
            return;
        }

        var drops = _drops.Snapshot();
        ServerAnswer answer;
        try
        {
            answer = await _sender.SendAsync(report.EventId, [("event", report.Json)], drops, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The same id is taken once, so that sending it again is harmless.
            Keep(report);
            throw;
        }

        switch (answer)
        {
            case { Kind: AnswerKind.Taken }:
                Worked();
                _drops.Told(drops);
                break;
            case { Kind: AnswerKind.Refused }:
                _drops.Add(DropCounts.Refused);
                _say(ReportLevel.Warning, $"The server refused report {report.EventId}: {answer.Why}.", null);
                break;
            case { Why: "http-429" }:
                // The server has counted it (protocol §2.6).
                break;
            default:
                Keep(report);
                Failed(answer.Why);
                break;
        }
    }

    async Task SendDropsAsync(CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        if (_drops.IsEmpty || now < _nextDrops || now < _nextTry)
        {
            return;
        }

        _nextDrops = now + DropPatience;
        var drops = _drops.Snapshot();
        var answer = await _sender.SendAsync(null, [], drops, cancellation).ConfigureAwait(false);
        // A final no would be the same tomorrow.
        if (answer.Kind != AnswerKind.Later)
        {
            _drops.Told(drops);
        }
    }

    void Keep(QueuedReport report)
    {
        try
        {
            _offline.Add(report.EventId, report.Json);
            _offline.Trim(_limits with { MaxReports = _limits.MaxOfflineReports }, _time.GetUtcNow());
            _offlineWaits = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _drops.Add(DropCounts.QueueOverflow);
            _say(ReportLevel.Warning, "A report could not be kept on disk.", e);
        }
    }

    void Failed(string why)
    {
        _failures++;
        _nextTry = _time.GetUtcNow() + Backoff.Next(_failures, Draw(), _limits) + ShortestPause;
        _say(ReportLevel.Debug, $"The server did not take it ({why}); tried again after {_nextTry:O}.", null);
    }

    void Worked()
    {
        _failures = 0;
        _nextTry = default;
    }

    TimeSpan Pause()
    {
        var backoff = _nextTry - _time.GetUtcNow();
        var wait = TimeSpan.MaxValue;
        var maySend = _consent is null || _consent.State == ConsentState.Given;
        if (maySend && !_runs.IsEmpty)
        {
            wait = Max(backoff, _limited.SessionWait);
        }

        if (_crashesWait || _offlineWaits)
        {
            wait = Min(wait, Max(backoff, _limited.ErrorWait));
        }

        if (maySend && !_drops.IsEmpty)
        {
            wait = Min(wait, DropPatience);
        }

        // SemaphoreSlim counts milliseconds in an int.
        return wait == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : Min(Max(wait, ShortestPause), TimeSpan.FromDays(1));
    }

    void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    static double Draw() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
}
