using Inquest.Protocol;
using Inquest.Protocol.Auth;
using Inquest.Protocol.Compression;
using Inquest.Protocol.Envelopes;
using Inquest.Protocol.Events;
using Inquest.Protocol.Forms;
using Inquest.Protocol.Outcomes;
using Inquest.Protocol.Unreal;
using Inquest.Server.Quotas;
using Inquest.Storage.Spool;

namespace Inquest.Server.Ingest;

/// <summary>
/// From a client's request to an answer: authenticate, check the framing, make the bytes durable, answer 200. Everything
/// else happens later, because clients throw a report away on almost any other answer.
/// </summary>
public sealed class IngestHandler(
    KeyDirectory keys, SpoolWriter spool, LiveLedger ledger, ProtocolLimits limits, IngestLimits ingestLimits,
    MemoryBudget memory, QuotaMeter quotas, TimeProvider time)
{
    int _inFlight;

    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Requests that are being answered now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>What was answered so far: one for each request and one more for each <see cref="IngestLimits.BytesPerLoad"/> of its body.</summary>
    public long Load => Interlocked.Read(ref _load);

    public long Refused => Interlocked.Read(ref _refused);

    long _accepted;
    long _load;
    long _refused;

    public async Task HandleAsync(HttpContext context, IngestRoute route)
    {
        var (request, response) = (context.Request, context.Response);
        if (HttpMethods.IsOptions(request.Method))
        {
            await Cors.PreflightAsync(response);
            return;
        }

        Cors.Answer(request, response);
        var isGet = HttpMethods.IsGet(request.Method);
        if (!HttpMethods.IsPost(request.Method) && !(isGet && route.Kind is IngestKind.Store or IngestKind.Cron))
        {
            response.Headers.Allow = "POST, OPTIONS";
            await IngestAnswer.ErrorAsync(response, 405, "this address takes POST");
            return;
        }

        if (Interlocked.Increment(ref _inFlight) > ingestLimits.RequestsMax)
        {
            Interlocked.Decrement(ref _inFlight);
            await IngestAnswer.ErrorAsync(response, 503, "too many requests at once");
            return;
        }

        try
        {
            await ReceiveAsync(context, route, isGet);
        }
        catch (BadHttpRequestException e)
        {
            // The client broke off or sent no HTTP: there is mostly nobody to tell.
            await RefuseAsync(context.Response, null, e.StatusCode, OutcomeReason.Payload, "the request could not be read");
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    async Task ReceiveAsync(HttpContext context, IngestRoute route, bool isGet)
    {
        var (request, response) = (context.Request, context.Response);
        var sources = new AuthSources
        {
            ProjectId = route.Project,
            SentryAuthHeader = request.Headers["X-Sentry-Auth"],
            AuthorizationHeader = request.Headers.Authorization,
            Query = request.QueryString.Value,
            PathKey = route.PathKey,
        };
        var status = ClientAuth.TryParse(sources, out var auth);
        // An envelope may name its key inside: then the body has to be read before it is known who sends it.
        var askEnvelope = status == AuthStatus.NoKey && route.Kind == IngestKind.Envelope;
        if (status != AuthStatus.Ok && !askEnvelope)
        {
            await RefuseAsync(response, null, status.HttpStatus(), ReasonOf(status), status.Detail());
            return;
        }

        ProjectKey? key = null;
        if (auth is not null && (key = await AdmitAsync(request, response, route, auth)) is null)
        {
            return;
        }

        if (route.Kind is IngestKind.Cron or IngestKind.Otlp)
        {
            var category = route.Kind == IngestKind.Cron ? DataCategory.Monitor : DataCategory.Span;
            ledger.Add(key, new Outcome(OutcomeKind.Filtered, category, OutcomeReason.UnsupportedItem(route.Kind == IngestKind.Cron ? "check_in" : "otlp")));
            await (route.Kind == IngestKind.Cron
                ? IngestAnswer.EmptyAsync(response, isGet ? 200 : 202)
                : IngestAnswer.IdAsync(response, null));
            return;
        }

        using var body = await RequestBody.ReadAsync(request, ingestLimits, memory, context.RequestAborted);
        if (body is null)
        {
            await RefuseAsync(response, key, 413, OutcomeReason.TooLarge("request"), "the request is larger than this server takes");
            return;
        }

        var decoding = ContentDecoder.Decode(body.Bytes, request.Headers.ContentEncoding, limits, out var decoded);
        if (decoding != DecodeStatus.Ok)
        {
            var (code, reason, detail) = decoding switch
            {
                DecodeStatus.TooLarge => (413, OutcomeReason.TooLarge("request"), "the decompressed request is larger than this server takes"),
                DecodeStatus.Unsupported => (415, OutcomeReason.ContentType, "unknown content encoding"),
                _ => (400, OutcomeReason.InvalidCompression, "the compressed body is damaged"),
            };
            await RefuseAsync(response, key, code, reason, detail);
            return;
        }

        var received = new Received(context, route, key, decoded);
        if (key?.Filter.ReasonOfSender(PeerAddress.Of(context), request.Headers.UserAgent) is { } unwanted)
        {
            await FilterAsync(received, unwanted);
            return;
        }

        await (route.Kind switch
        {
            IngestKind.Envelope => EnvelopeAsync(received, sources),
            IngestKind.Store => StoreAsync(received, isGet),
            IngestKind.Minidump or IngestKind.Socorro => MinidumpAsync(received),
            IngestKind.Attachments => AttachmentsAsync(received),
            IngestKind.Unreal => UnrealAsync(received),
            _ => SecurityAsync(received),
        });
    }

    async ValueTask<ProjectKey?> AdmitAsync(HttpRequest request, HttpResponse response, IngestRoute route, ClientAuth auth)
    {
        var key = keys.Find(auth.PublicKey);
        if (key is null || (route.Project is { } project && !IsProject(project, key.ProjectId)))
        {
            await RefuseAsync(response, key, 403, OutcomeReason.ProjectId, "unknown client key, or not one of this project");
            return null;
        }

        if (!key.Settings.Allows(request.Headers.Origin))
        {
            await RefuseAsync(response, key, 403, OutcomeReason.Cors, "this project takes no reports from this origin");
            return null;
        }

        return key;
    }

    async ValueTask EnvelopeAsync(Received received, AuthSources sources)
    {
        var envelope = EnvelopeReader.Read(received.Body, limits);
        var (response, key) = (received.Context.Response, received.Key);
        if (envelope.Header.Dsn is { } dsn || key is null)
        {
            var status = ClientAuth.TryParse(sources with { EnvelopeDsn = envelope.Header.Dsn }, out var auth);
            if (status != AuthStatus.Ok)
            {
                await RefuseAsync(response, key, status.HttpStatus(), ReasonOf(status), status.Detail());
                return;
            }

            key ??= await AdmitAsync(received.Context.Request, response, received.Route, auth!);
            if (key is null)
            {
                return;
            }
        }

        if (envelope.IsRefused)
        {
            ledger.Add(key, envelope.FramingOutcomes().First());
            Interlocked.Increment(ref _refused);
            await IngestAnswer.ErrorAsync(response, 400, "invalid envelope", EnvelopeErrorText(envelope.Error));
            return;
        }

        if (!envelope.Kept.Any())
        {
            // Nothing to keep: spans and the like that SDKs send unasked. Counted, not written to disk.
            foreach (var outcome in envelope.FramingOutcomes())
            {
                ledger.Add(key, outcome);
            }

            await IngestAnswer.IdAsync(response, envelope.Header.EventId);
            return;
        }

        var eventId = envelope.NeedsEventId ? envelope.FindEventId(limits) ?? EventId.New() : envelope.Header.EventId;
        var (body, isOverQuota) = (received.Body, false);
        if (quotas.Reached(key) is { Count: > 0 } reached && envelope.Kept.Any(item => EnvelopeParts.IsLimited(item, reached)))
        {
            isOverQuota = EnvelopeParts.IsCrash(envelope) && quotas.MayLookAtCrash(key.ProjectId);
            if (!isOverQuota)
            {
                var refused = CountRefused(key, envelope, reached);
                if (refused == envelope.Kept.Count())
                {
                    await LimitAsync(response, reached);
                    return;
                }

                // Siblings are kept and the answer is 200: clients obey the header on any answer, and some take 429 for "all is lost".
                body = EnvelopeParts.Without(body, envelope, item => EnvelopeParts.IsLimited(item, reached));
            }

            response.Headers["X-Sentry-Rate-Limits"] = RateLimit.Format(reached);
        }

        if (await KeepAsync(received with { Key = key, IsOverQuota = isOverQuota }, IngestKind.Envelope, body, eventId))
        {
            await IngestAnswer.IdAsync(response, eventId);
        }
    }

    async ValueTask StoreAsync(Received received, bool isGet)
    {
        var response = received.Context.Response;
        var status = StoreBody.Read(received.Body, received.Context.Request.QueryString.Value, limits, out var json);
        if (status != DecodeStatus.Ok)
        {
            var empty = received.Body.IsEmpty && !isGet;
            await RefuseAsync(
                response, received.Key, status == DecodeStatus.TooLarge ? 413 : 400, empty ? OutcomeReason.NoData : OutcomeReason.Payload,
                empty ? "the request has no body" : "the body is neither JSON nor base64 of it");
            return;
        }

        if (json.Length > limits.MaxEventBytes)
        {
            await RefuseAsync(response, received.Key, 413, OutcomeReason.TooLarge("event"), "the event is larger than this server takes");
            return;
        }

        var context = new EventContext(time.GetUtcNow());
        if (SdkEventReader.Read(json, context, limits, out var sdkEvent) != EventError.None)
        {
            await RefuseAsync(response, received.Key, 400, OutcomeReason.InvalidJson, "the event is no JSON object");
            return;
        }

        var eventId = sdkEvent!.Report.EventId.Length > 0 ? sdkEvent.Report.EventId : EventId.New();
        if (ErrorLimits(received.Key!) is { Count: > 0 } reached)
        {
            if (!sdkEvent.Report.IsCrash || !quotas.MayLookAtCrash(received.Key!.ProjectId))
            {
                ledger.Add(received.Key, new Outcome(OutcomeKind.RateLimited, DataCategory.Error, OutcomeReason.Quota));
                await LimitAsync(response, reached);
                return;
            }

            received = received with { IsOverQuota = true };
        }

        if (await KeepAsync(received, IngestKind.Store, json, eventId))
        {
            await (isGet ? IngestAnswer.PixelAsync(response) : IngestAnswer.IdAsync(response, eventId));
        }
    }

    async ValueTask MinidumpAsync(Received received)
    {
        var response = received.Context.Response;
        var contentType = received.Context.Request.ContentType;
        var isSocorro = received.Route.Kind == IngestKind.Socorro;
        var error = isSocorro
            ? MinidumpFormReader.ReadSocorro(received.Body, contentType, limits, out var form)
            : MinidumpFormReader.Read(received.Body, contentType, limits, out form);
        if (error != FormError.None)
        {
            ledger.Add(received.Key, new Outcome(OutcomeKind.Invalid, DataCategory.Error, error.Reason()));
            Interlocked.Increment(ref _refused);
            await (isSocorro
                ? IngestAnswer.TextAsync(response, error.HttpStatus(), SocorroAnswer.Malformed(error))
                : IngestAnswer.ErrorAsync(response, error.HttpStatus(), error.Detail()));
            return;
        }

        var eventId = form.EventId ?? EventId.New();
        if (!MayKeepCrash(ref received) || await KeepAsync(received, received.Route.Kind, received.Body, eventId))
        {
            await (isSocorro
                ? IngestAnswer.TextAsync(response, 200, SocorroAnswer.Accepted(eventId))
                : IngestAnswer.UuidAsync(response, eventId));
        }
    }

    async ValueTask UnrealAsync(Received received)
    {
        var response = received.Context.Response;
        var error = UnrealReader.Read(received.Body, null, limits, out var form);
        if (error != FormError.None)
        {
            await RefuseAsync(response, received.Key, error.HttpStatus(), error.Reason(), error.Detail());
            return;
        }

        var eventId = form.EventId ?? EventId.New();
        if (!MayKeepCrash(ref received) || await KeepAsync(received, IngestKind.Unreal, received.Body, eventId))
        {
            await IngestAnswer.UuidAsync(response, eventId);
        }
    }

    async ValueTask AttachmentsAsync(Received received)
    {
        var response = received.Context.Response;
        var contentType = received.Context.Request.ContentType;
        var parts = new List<MultipartPart>();
        if (EventId.Normalise(received.Route.Argument) is not { } eventId)
        {
            await RefuseAsync(response, received.Key, 400, OutcomeReason.Payload, "the event id is not 32 hex digits");
        }
        else if (MultipartReader.FindBoundary(contentType, received.Body.Span) is not { } boundary
            || !MultipartReader.TryRead(received.Body, boundary, limits, parts) || parts.Count == 0)
        {
            await RefuseAsync(response, received.Key, 400, OutcomeReason.InvalidMultipart, "the body is no multipart form");
        }
        else if (await KeepAsync(received, IngestKind.Attachments, received.Body, eventId))
        {
            await IngestAnswer.EmptyAsync(response, 201);
        }
    }

    async ValueTask SecurityAsync(Received received)
    {
        var (request, response) = (received.Context.Request, received.Context.Response);
        if (received.Route.Kind == IngestKind.Security && !SecurityReportReader.IsAccepted(request.ContentType))
        {
            await RefuseAsync(response, received.Key, 415, OutcomeReason.ContentType, "this address takes reports that browsers write");
            return;
        }

        var error = SecurityReportReader.Read(received.Body, new EventContext(time.GetUtcNow()), limits, null, null, out _);
        if (error != EventError.None)
        {
            await RefuseAsync(response, received.Key, 400, OutcomeReason.SecurityReport, "the report is no JSON object");
            return;
        }

        var eventId = EventId.New();
        if (await KeepAsync(received, received.Route.Kind, received.Body, eventId))
        {
            await IngestAnswer.IdAsync(response, eventId);
        }
    }

    /// <summary>
    /// False for a crash that is over its quota and not looked at; it is counted. Its sender is never told 429: those who send
    /// crashes this way take any refusal for final (protocol §2.5).
    /// </summary>
    bool MayKeepCrash(ref Received received)
    {
        if (ErrorLimits(received.Key!).Count == 0)
        {
            return true;
        }

        if (quotas.MayLookAtCrash(received.Key!.ProjectId))
        {
            received = received with { IsOverQuota = true };
            return true;
        }

        ledger.Add(received.Key, new Outcome(OutcomeKind.RateLimited, DataCategory.Error, OutcomeReason.Quota));
        return false;
    }

    List<RateLimit> ErrorLimits(ProjectKey key) => [.. quotas.Reached(key).Where(limit => limit.Categories.Contains(DataCategory.Error))];

    /// <summary>Counts what a quota refuses, at the moment of refusal: clients must not count it themselves.</summary>
    int CountRefused(ProjectKey key, Envelope envelope, IReadOnlyList<RateLimit> reached)
    {
        var refused = 0;
        foreach (var item in envelope.Kept.Where(item => EnvelopeParts.IsLimited(item, reached)))
        {
            ledger.Add(key, new Outcome(OutcomeKind.RateLimited, item.Category, OutcomeReason.Quota, EnvelopeParts.QuantityOf(item)));
            refused++;
        }

        return refused;
    }

    static ValueTask LimitAsync(HttpResponse response, IReadOnlyList<RateLimit> reached)
    {
        response.Headers["X-Sentry-Rate-Limits"] = RateLimit.Format(reached);
        response.Headers.RetryAfter = RateLimit.RetryAfter(reached).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return IngestAnswer.ErrorAsync(response, 429, "the quota is used up");
    }

    /// <summary>Counts a request that the project does not want, and answers as if it were taken.</summary>
    ValueTask FilterAsync(Received received, string reason)
    {
        var response = received.Context.Response;
        if (received.Route.Kind != IngestKind.Envelope)
        {
            ledger.Add(received.Key, new Outcome(OutcomeKind.Filtered, received.Route.Kind == IngestKind.Attachments ? DataCategory.Attachment : DataCategory.Error, reason));
            return received.Route.Kind is IngestKind.Minidump or IngestKind.Unreal ? IngestAnswer.UuidAsync(response, EventId.New()) : IngestAnswer.IdAsync(response, EventId.New());
        }

        var envelope = EnvelopeReader.Read(received.Body, limits);
        foreach (var item in envelope.Kept)
        {
            ledger.Add(received.Key, new Outcome(OutcomeKind.Filtered, item.Category, reason, EnvelopeParts.QuantityOf(item)));
        }

        return IngestAnswer.IdAsync(response, envelope.Header.EventId);
    }

    /// <summary>Makes the request durable; false when the disk did not take it and the client was told so.</summary>
    async ValueTask<bool> KeepAsync(Received received, IngestKind kind, ReadOnlyMemory<byte> body, string? eventId)
    {
        var request = received.Context.Request;
        var record = new IngestRecord
        {
            Kind = kind,
            ProjectId = received.Key!.ProjectId,
            KeyId = received.Key.KeyId,
            IsOverQuota = received.IsOverQuota,
            ReceivedAt = time.GetUtcNow(),
            EventId = eventId,
            ContentType = kind is IngestKind.Minidump or IngestKind.Socorro or IngestKind.Attachments ? request.ContentType : null,
            PeerAddress = received.Key.Settings.KeepPeerAddress ? PeerAddress.Of(received.Context) : null,
            Query = kind is IngestKind.Security or IngestKind.Nel or IngestKind.Unreal ? request.QueryString.Value : null,
        };
        try
        {
            await spool.AppendAsync(record.WriteHead(), body);
            Interlocked.Increment(ref _accepted);
            if (record.CountsAsReport)
            {
                quotas.Admitted(record.ProjectId);
            }

            Interlocked.Add(ref _load, 1 + (body.Length / IngestLimits.BytesPerLoad));
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            await RefuseAsync(received.Context.Response, received.Key, 503, OutcomeReason.Internal, "the server cannot store reports now");
            return false;
        }
    }

    ValueTask RefuseAsync(HttpResponse response, ProjectKey? key, int status, string reason, string detail)
    {
        Interlocked.Increment(ref _refused);
        ledger.Add(key, new Outcome(OutcomeKind.Invalid, DataCategory.Error, reason));
        return IngestAnswer.ErrorAsync(response, status, detail);
    }

    static string ReasonOf(AuthStatus status) => status switch
    {
        AuthStatus.BadVersion => OutcomeReason.AuthVersion,
        _ => OutcomeReason.ProjectId,
    };

    static bool IsProject(string text, long id) => long.TryParse(text, out var number) && number == id;

    static string EnvelopeErrorText(EnvelopeError error) => error switch
    {
        EnvelopeError.Empty => "the body is empty",
        EnvelopeError.HeaderTooLong => "a header line is too long",
        EnvelopeError.BadHeader => "the first line is no JSON object",
        EnvelopeError.BadItemHeader => "an item's header is no JSON object",
        EnvelopeError.MissingType => "an item has no type",
        EnvelopeError.BadLength => "an item's length is no whole number",
        EnvelopeError.Truncated => "an item is shorter than its length says",
        EnvelopeError.MissingNewline => "an item is longer than its length says",
        EnvelopeError.TooManyItems => "the envelope has too many items",
        _ => "the framing is wrong",
    };

    readonly record struct Received(HttpContext Context, IngestRoute Route, ProjectKey? Key, ReadOnlyMemory<byte> Body, bool IsOverQuota = false);
}
