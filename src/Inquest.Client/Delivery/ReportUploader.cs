using System.Net.Http.Headers;
using System.Security.Cryptography;
using Inquest.Client.Dedup;
using Inquest.Client.Spool;
using Inquest.Protocol.Auth;

namespace Inquest.Client.Delivery;

/// <summary>Sends what waits in a spool to the server of a DSN: ours, or any that speaks Sentry's envelope.</summary>
/// <remarks>
/// A report is removed only after a server's 2xx. A process that dies between the two sends it again under the same event id,
/// which the server takes once. Several processes may work on one folder at the same time.
/// </remarks>
public sealed class ReportUploader
{
    readonly SpoolFolder _spool;
    readonly HttpClient _http;
    readonly Uri _address;
    readonly string _authentication;
    readonly ClientLimits _limits;
    readonly TimeProvider _time;
    readonly UploadCounts _uploads;

    /// <param name="spool">Where reports wait.</param>
    /// <param name="dsn">Where they go.</param>
    /// <param name="http">With the proxy, the certificates and the like that the app wants. Its timeout should be infinite: this type has its own.</param>
    /// <param name="limits">The default ones when null.</param>
    /// <param name="time">The system's clock when null.</param>
    public ReportUploader(SpoolFolder spool, Dsn dsn, HttpClient http, ClientLimits? limits = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(dsn);
        _spool = spool;
        _http = http;
        _address = new Uri(dsn.ApiBase + "envelope/");
        _authentication = $"Sentry sentry_version=7, sentry_client=inquest.client/0.1, sentry_key={dsn.PublicKey}";
        _limits = limits ?? ClientLimits.Default;
        _time = time ?? TimeProvider.System;
        _uploads = new UploadCounts(spool, _limits, _time);
    }

    /// <summary>One launch's pass: everything that waits, oldest first, until all is sent or <see cref="ClientLimits.MaxFailures"/> is reached.</summary>
    /// <param name="progress">Called after each report with how many are done and how many there are.</param>
    /// <param name="cancellation">Stops between and within requests; what was not taken stays.</param>
    public async Task<DeliveryResult> SendAllAsync(Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        var (sent, repeated, refused, failures) = (0, 0, 0, 0);
        string? lastFailure = null;
        var dropped = _spool.Trim(_limits, _time.GetUtcNow());
        var waiting = _spool.Pending();
        for (var i = 0; i < waiting.Count && failures < _limits.MaxFailures; i++)
        {
            using var claim = _spool.TryClaim(waiting[i]);
            if (claim is null)
            {
                continue;
            }

            if (!TryReadEvent(waiting[i], out var eventJson))
            {
                _spool.Drop(waiting[i], DropReason.Unreadable);
                dropped++;
                continue;
            }

            var fingerprint = StackFingerprint.Of(eventJson);
            if (fingerprint is not null && !_uploads.MaySend(fingerprint, _time.GetUtcNow()))
            {
                _spool.Drop(waiting[i], DropReason.Repeated);
                repeated++;
                continue;
            }

            while (true)
            {
                var answer = await SendAsync(waiting[i], eventJson, null, cancellation).ConfigureAwait(false);
                if (answer.Kind == AnswerKind.Taken)
                {
                    if (fingerprint is not null)
                    {
                        await _uploads.SentAsync(fingerprint, _time.GetUtcNow(), cancellation).ConfigureAwait(false);
                    }

                    _spool.Complete(waiting[i]);
                    sent++;
                    failures = await SitThroughAsync(answer.RetryAfter, cancellation).ConfigureAwait(false) ? failures : _limits.MaxFailures;
                    break;
                }

                lastFailure = answer.Why;
                if (answer.Kind == AnswerKind.Refused)
                {
                    _spool.Refuse(waiting[i], answer.Why);
                    refused++;
                    break;
                }

                failures++;
                var wait = answer.RetryAfter ?? Backoff.Next(failures, Draw(), _limits);
                if (failures >= _limits.MaxFailures || !await SitThroughAsync(wait, cancellation).ConfigureAwait(false))
                {
                    failures = _limits.MaxFailures;
                    break;
                }
            }

            progress?.Invoke(i + 1, waiting.Count);
        }

        if (failures < _limits.MaxFailures)
        {
            await TellDropsAsync(cancellation).ConfigureAwait(false);
        }

        return new DeliveryResult(sent, repeated, refused, dropped, _spool.Pending().Count, lastFailure);
    }

    /// <summary>Tells what was dropped; when that fails it is told next time.</summary>
    async Task TellDropsAsync(CancellationToken cancellation)
    {
        using var drops = _spool.TryTakeDrops();
        if (drops is not null && (await SendAsync(null, [], drops, cancellation).ConfigureAwait(false)).Kind == AnswerKind.Taken)
        {
            drops.Told();
        }
    }

    async Task<ServerAnswer> SendAsync(SpooledReport? report, byte[] eventJson, DropLedger? drops, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new EnvelopeContent(report, eventJson, drops?.Counts, _time.GetUtcNow()),
        };
        request.Headers.TryAddWithoutValidation("X-Sentry-Auth", _authentication);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("inquest.client", "0.1"));
        try
        {
            timeout.CancelAfter(PatienceFor(report));
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            return ServerAnswer.Of(answer.StatusCode, answer.Headers, _time.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ServerAnswer.Timeout;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return ServerAnswer.Network;
        }
    }

    /// <summary>The timeout for a small report, and a second more for every 32 KiB: a slow line is no failure.</summary>
    TimeSpan PatienceFor(SpooledReport? report) => _limits.RequestTimeout + TimeSpan.FromSeconds((report?.Size ?? 0) >> 15);

    /// <summary>Waits; false, at once, when it would be too long for one launch.</summary>
    async Task<bool> SitThroughAsync(TimeSpan? wait, CancellationToken cancellation)
    {
        if (wait > _limits.MaxRetryAfter)
        {
            return false;
        }

        if (wait is { } some && some > TimeSpan.Zero)
        {
            await Task.Delay(some, _time, cancellation).ConfigureAwait(false);
        }

        return true;
    }

    static double Draw() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    bool TryReadEvent(SpooledReport report, out byte[] bytes)
    {
        bytes = [];
        try
        {
            using var file = new FileStream(report.EventPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (file.Length == 0 || file.Length > _limits.MaxEventBytes)
            {
                return false;
            }

            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
