using System.Security.Cryptography;
using Inquest.Client.Consent;
using Inquest.Client.Dedup;
using Inquest.Client.Spool;
using Inquest.Protocol.Auth;

namespace Inquest.Client.Delivery;

/// <summary>Sends what waits in a spool to the server of a DSN: ours, or any that takes Sentry's envelopes or Breakpad's forms.</summary>
/// <remarks>
/// A report is removed only after a server's 2xx. A process that dies between the two sends it again under the same event id,
/// which the server takes once. Several processes may work on one folder at the same time.
/// </remarks>
public sealed class ReportUploader
{
    readonly SpoolFolder _spool;
    readonly ClientLimits _limits;
    readonly TimeProvider _time;
    readonly UploadCounts _uploads;
    readonly DeliveryOptions _delivery;
    readonly SignedTransport _signed;
    readonly MinidumpTransport _minidump;
    readonly EnvelopeTransport _envelope;
    readonly ConsentTransport _consent;
    bool _hasNoAddresses;

    /// <param name="spool">Where reports wait.</param>
    /// <param name="dsn">Where they go.</param>
    /// <param name="http">With the proxy, the certificates and the like that the app wants. Its timeout should be infinite: this type has its own.</param>
    /// <param name="limits">The default ones when null.</param>
    /// <param name="time">The system's clock when null.</param>
    /// <param name="delivery">How reports travel; by what the server has when null.</param>
    public ReportUploader(
        SpoolFolder spool, Dsn dsn, HttpClient http, ClientLimits? limits = null, TimeProvider? time = null, DeliveryOptions? delivery = null)
    {
        ArgumentNullException.ThrowIfNull(dsn);
        _spool = spool;
        _limits = limits ?? ClientLimits.Default;
        _time = time ?? TimeProvider.System;
        _uploads = new UploadCounts(spool, _limits, _time);
        _delivery = delivery ?? DeliveryOptions.Default;
        var wire = new Wire(http, dsn, _delivery, _limits, _time);
        (_signed, _minidump, _envelope) = (new SignedTransport(wire), new MinidumpTransport(wire), new EnvelopeTransport(wire));
        _consent = new ConsentTransport(wire);
    }

    /// <summary>One launch's pass: everything that waits, oldest first, until all is sent or <see cref="ClientLimits.MaxFailures"/> is reached.</summary>
    /// <param name="progress">Called after each report with how many are done and how many there are.</param>
    /// <param name="cancellation">Stops between and within requests; what was not taken stays.</param>
    public async Task<DeliveryResult> SendAllAsync(Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        if (!await MaySendAsync(cancellation).ConfigureAwait(false))
        {
            return new DeliveryResult(0, 0, 0, 0, _spool.Pending().Count, "consent");
        }

        var (sent, repeated, refused, failures) = (0, 0, 0, 0);
        string? lastFailure = null;
        var dropped = _spool.Trim(_limits, _time.GetUtcNow());
        var waiting = _spool.Pending();
        var isMetered = _delivery.IsMetered?.Invoke() ?? false;
        for (var i = 0; i < waiting.Count && failures < _limits.MaxFailures; i++)
        {
            if (isMetered && waiting[i].Size > _delivery.MeteredBytesMax)
            {
                lastFailure = "metered";
                continue;
            }

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

            var labels = ReportLabels.Of(eventJson);
            var fingerprint = StackFingerprint.Of(eventJson);
            if (fingerprint is not null && !_uploads.MaySend(fingerprint, _time.GetUtcNow()))
            {
                _spool.Drop(waiting[i], DropReason.Repeated, new SuppressedReport(
                    waiting[i].Id, fingerprint, labels.Release, labels.Platform, labels.UserHash, waiting[i].WrittenAt));
                repeated++;
                continue;
            }

            while (true)
            {
                var answer = await SendAsync(new Outgoing(waiting[i], eventJson, fingerprint, labels), cancellation).ConfigureAwait(false);
                if (answer.Kind is AnswerKind.Taken or AnswerKind.Counted)
                {
                    if (fingerprint is not null)
                    {
                        await _uploads.SentAsync(fingerprint, _time.GetUtcNow(), cancellation).ConfigureAwait(false);
                    }

                    _spool.Complete(waiting[i]);
                    (sent, repeated) = answer.Kind == AnswerKind.Taken ? (sent + 1, repeated) : (sent, repeated + 1);
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

    async Task<bool> MaySendAsync(CancellationToken cancellation)
    {
        if (_delivery.Consent is not { } consent)
        {
            return true;
        }

        if (_delivery.UserId is { } user)
        {
            await _consent.AgreeAsync(consent, ReportLabels.Hash(user), cancellation).ConfigureAwait(false);
        }

        var waiting = _spool.Pending().Count;
        if (consent.State != ConsentState.Unknown || _delivery.AskConsent is not { } ask || waiting == 0)
        {
            return consent.State == ConsentState.Given;
        }

        var question = _delivery.Question ?? new ConsentQuestion("This program", waiting, null, ConsentQuestion.DefaultCollected);
        var answer = await ask(question with { Reports = waiting }, cancellation).ConfigureAwait(false);
        if (answer is ConsentAnswer.Always or ConsentAnswer.Never)
        {
            consent.Set(answer == ConsentAnswer.Always ? ConsentState.Given : ConsentState.Revoked);
            if (_delivery.UserId is { } known)
            {
                await _consent.AgreeAsync(consent, ReportLabels.Hash(known), cancellation).ConfigureAwait(false);
            }
        }

        return answer is ConsentAnswer.Always or ConsentAnswer.Once;
    }

    /// <summary>Tells what was dropped; when that fails it is told next time.</summary>
    async Task TellDropsAsync(CancellationToken cancellation)
    {
        using var drops = _spool.TryTakeDrops();
        if (drops is null)
        {
            return;
        }

        foreach (var copy in drops.Copies.TakeWhile(_ => MaySign))
        {
            var answer = await _signed.CountAsync(copy, cancellation).ConfigureAwait(false);
            if (answer.Kind is AnswerKind.Taken or AnswerKind.Counted)
            {
                drops.Told(copy);
            }
            else if (answer.Kind == AnswerKind.Later)
            {
                return;
            }
            else
            {
                _hasNoAddresses = true;
            }
        }

        if (drops.Counts.Count > 0 && (await _envelope.TellAsync(drops.Counts, cancellation).ConfigureAwait(false)).Kind == AnswerKind.Taken)
        {
            drops.Told();
        }
    }

    bool MaySign => _delivery.Way == DeliveryWay.SignedAddress || (_delivery.Way == DeliveryWay.Auto && !_hasNoAddresses);

    async Task<ServerAnswer> SendAsync(Outgoing report, CancellationToken cancellation)
    {
        if (report.Report.DumpPath is not null && MaySign)
        {
            var answer = await _signed.SendAsync(report, cancellation).ConfigureAwait(false);
            if (answer.Kind != AnswerKind.Unsupported)
            {
                return answer;
            }

            if (_delivery.Way == DeliveryWay.SignedAddress)
            {
                return answer with { Kind = AnswerKind.Later };
            }

            // Another server than ours, or an older one: it is not asked again by this process.
            _hasNoAddresses = true;
        }

        return await (report.Report.DumpPath is not null && _delivery.Way == DeliveryWay.Minidump
            ? _minidump.SendAsync(report, cancellation)
            : _envelope.SendAsync(report, cancellation)).ConfigureAwait(false);
    }

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
