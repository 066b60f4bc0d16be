using System.Text;
using System.Text.Json;
using Inquest.Protocol;
using Inquest.Protocol.Envelopes;
using Inquest.Protocol.Events;
using Inquest.Protocol.Forms;
using Inquest.Protocol.Outcomes;
using Inquest.Protocol.Unreal;
using Inquest.Reports;
using Inquest.Server.Consent;
using Inquest.Server.Ingest;
using Inquest.Server.Releases;
using Inquest.Server.Uploads;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Storage.Uploads;
using Inquest.Symbols;

namespace Inquest.Server.Workers;

/// <summary>One record of the spool → rows. Runs on several threads; writes nothing but blobs, which are safe to write twice.</summary>
sealed class RecordProcessor(KeyDirectory keys, BlobStore blobs, ISymbolProvider symbols, ProtocolLimits limits, ConsentDirectory consent)
{
    public ProcessedRecord Process(IngestRecord record)
    {
        var processed = new ProcessedRecord { ProjectId = record.ProjectId, KeyId = record.KeyId, ReceivedAt = record.ReceivedAt, CountsAsReport = record.CountsAsReport };
        var project = keys.Project(record.ProjectId);
        switch (record.Kind)
        {
            case IngestKind.Envelope:
                ProcessEnvelope(record, project, processed);
                break;
            case IngestKind.Store:
                ProcessEvent(record, project, record.Body, ContextOf(record, null), processed);
                break;
            case IngestKind.Minidump or IngestKind.Socorro:
                ProcessForm(record, processed, project);
                break;
            case IngestKind.Unreal:
                ProcessUnreal(record, record.Body, project, processed);
                break;
            case IngestKind.Attachments:
                ProcessAttachments(record, processed);
                break;
            case IngestKind.Upload:
                ProcessUpload(record, project, processed);
                break;
            case IngestKind.CountedCrash:
                ProcessCounted(record, processed);
                break;
            case IngestKind.Security or IngestKind.Nel:
                ProcessSecurity(record, project, record.Body, processed);
                break;
            default:
                processed.Outcomes.Add(new Outcome(OutcomeKind.Invalid, DataCategory.Error, OutcomeReason.Internal));
                break;
        }

        if (processed.Event is { } made && consent.IsRevoked(record.ProjectId, UserHash.Of(made.Report.User)))
        {
            Withhold(processed);
        }

        return processed;
    }

    /// <summary>The person said no: what came of them is counted and not kept.</summary>
    static void Withhold(ProcessedRecord processed)
    {
        (processed.Event, processed.Pending, processed.Upload) = (null, null, null);
        processed.Attachments.Clear();
        processed.UserReports.Clear();
        processed.Outcomes.Add(new Outcome(OutcomeKind.Filtered, DataCategory.Error, OutcomeReason.Consent));
    }

    void ProcessEnvelope(IngestRecord record, ProjectKey project, ProcessedRecord processed)
    {
        var envelope = EnvelopeReader.Read(record.Body, limits);
        processed.Outcomes.AddRange(envelope.FramingOutcomes());
        var context = ContextOf(record, envelope.Header.SentAt);
        var sdkEvent = envelope.Event;
        var minidump = envelope.Minidump;
        if (minidump is not null && record.EventId is not null)
        {
            ProcessDumpItem(record, envelope, project, processed);
        }
        else if (sdkEvent is not null)
        {
            ProcessEvent(record, project, sdkEvent.Payload, context, processed);
        }

        var sdk = envelope.Header.SdkName is { } name ? $"{name} {envelope.Header.SdkVersion}".Trim() : null;
        foreach (var item in envelope.Kept)
        {
            ProcessItem(item, record, project, context, sdk, processed);
        }
    }

    void ProcessItem(EnvelopeItem item, IngestRecord record, ProjectKey project, EventContext context, string? sdk, ProcessedRecord processed)
    {
        switch (item.Kind)
        {
            case ItemKind.Attachment when processed.Unwanted is { } unwanted:
                processed.Outcomes.Add(new Outcome(OutcomeKind.Filtered, DataCategory.Attachment, unwanted, item.Payload.Length));
                break;
            case ItemKind.Attachment when record.EventId is { } eventId && !ReferenceEquals(item, processed.UsedDump):
                AddAttachment(processed, eventId, item.FileName, item.ContentType, NameOf(item.AttachmentType), item.Payload);
                break;
            case ItemKind.UserReport:
                AddUserReport(item, record, processed);
                break;
            case ItemKind.Feedback:
                ProcessFeedback(item, project, record, context, processed);
                break;
            case ItemKind.Session or ItemKind.Sessions:
                SessionReader.Read(item.Kind, item.Payload, record.ProjectId, record.ReceivedAt, context.SentAt, sdk, limits, processed);
                break;
            case ItemKind.ClientReport:
                processed.ClientReports.Add(item.Payload);
                processed.Outcomes.AddRange(ClientReport.Read(item.Payload, limits)?.Discarded ?? []);
                break;
            case ItemKind.Security or ItemKind.Nel when processed.Event is null:
                ProcessSecurity(record, project, item.Payload, processed);
                break;
            case ItemKind.UnrealReport when processed.Event is null && processed.Pending is null:
                ProcessUnreal(record, item.Payload, project, processed);
                break;
            case ItemKind.FormData when processed.Pending is null && record.EventId is { } owner:
                // Without a dump beside it nothing can read the fields; people can.
                AddAttachment(processed, owner, "form-data.json", "application/json", "event.form_data", item.Payload);
                break;
            case ItemKind.Security or ItemKind.Nel or ItemKind.UnrealReport:
                // A report of its own beside another one of the same id.
                processed.Outcomes.Add(new Outcome(OutcomeKind.Invalid, item.Category, OutcomeReason.DuplicateItem));
                break;
        }
    }

    void ProcessEvent(
        IngestRecord record, ProjectKey project, ReadOnlyMemory<byte> json, EventContext context, ProcessedRecord processed)
    {
        // Scrubbed before it is read where that is possible: one walk over the event instead of two.
        var isClean = project.Scrubber.TryScrubJson(json, out var clean);
        if (project.Settings.Scrub is { Enabled: true, IpAddresses: true })
        {
            context = context with { PeerAddress = null };
        }

        var error = SdkEventReader.Read(clean, context, limits, out var sdkEvent);
        if (error != EventError.None)
        {
            processed.Outcomes.Add(new Outcome(OutcomeKind.Invalid, DataCategory.Error, OutcomeReason.InvalidJson));
            processed.Failed = new FailedRecord(
                record.EventId ?? EventId.New(), $"The event cannot be read: {ErrorText(error)}.", Zstd.Pack(project.Scrubber.ScrubJson(Head(json)).Span));
            return;
        }

        var report = SdkSymbolicator.Symbolicate(WithId(sdkEvent!.Report, record), symbols);
        var assembled = isClean && !sdkEvent.Repaired
            ? EventAssembler.AssembleClean(project, record.KeyId, record.ReceivedAt, report, clean)
            : EventAssembler.Assemble(project, record.KeyId, record.ReceivedAt, report, json);
        if (project.Filter.ReasonOf(assembled.Report, assembled.Grouping.Title) is { } unwanted)
        {
            processed.Outcomes.Add(new Outcome(OutcomeKind.Filtered, DataCategory.Error, unwanted));
            processed.Unwanted = unwanted;
            return;
        }

        processed.Event = assembled with { OnlyIfNew = record.IsOverQuota };
    }

    void ProcessDumpItem(IngestRecord record, Envelope envelope, ProjectKey project, ProcessedRecord processed)
    {
        var dump = envelope.Minidump!.Payload;
        processed.UsedDump = envelope.Minidump;
        if (!MinidumpFormReader.IsDump(dump.Span))
        {
            processed.Outcomes.Add(new Outcome(OutcomeKind.Invalid, DataCategory.Error, OutcomeReason.InvalidMinidump));
            AddAttachment(processed, record.EventId!, envelope.Minidump.FileName, envelope.Minidump.ContentType, "event.minidump", dump);
            if (envelope.Event is { } sibling)
            {
                ProcessEvent(record, project, sibling.Payload, ContextOf(record, envelope.Header.SentAt), processed);
            }

            return;
        }

        var fields = envelope.Kept.FirstOrDefault(item => item.Kind == ItemKind.FormData) is { } formData
            ? FormDataItem.Read(formData.Payload, limits) : null;
        AddPending(processed, record, project, dump, DumpContextOf(record, fields ?? new MinidumpForm()) with
        {
            Event = envelope.Event is { } item ? ParseJson(item.Payload) : fields?.EventJson is { } json ? ParseJson(json) : null,
            SentAt = envelope.Header.SentAt,
        });
    }

    void ProcessForm(IngestRecord record, ProcessedRecord processed, ProjectKey project)
    {
        var error = record.Kind == IngestKind.Socorro
            ? MinidumpFormReader.ReadSocorro(record.Body, record.ContentType, limits, out var form)
            : MinidumpFormReader.Read(record.Body, record.ContentType, limits, out form);
        if (error != FormError.None || record.EventId is not { } eventId)
        {
            processed.Outcomes.Add(new Outcome(OutcomeKind.Invalid, DataCategory.Error, error.Reason()));
            return;
        }

        AddPending(processed, record, project, form.Dump, DumpContextOf(record, form));
        AddFiles(processed, record, form, eventId);
    }

    void AddFiles(ProcessedRecord processed, IngestRecord record, MinidumpForm form, string eventId)
    {
        foreach (var file in form.Attachments)
        {
            AddAttachment(processed, eventId, file.FileName ?? file.Name, file.ContentType, TypeOf(record, file.Name), file.Content);
        }

        foreach (var extra in form.ExtraDumps)
        {
            AddAttachment(processed, eventId, extra.FileName ?? extra.Name, extra.ContentType, "event.minidump", extra.Content);
        }

        if (!string.IsNullOrWhiteSpace(form.Comments))
        {
            processed.UserReports.Add(new UserReportRow(eventId, null, form.UserEmail, form.Comments));
        }
    }

    void ProcessUnreal(IngestRecord record, ReadOnlyMemory<byte> body, ProjectKey project, ProcessedRecord processed)
    {
        var error = UnrealReader.Read(body, QueryValue(record.Query, "UserID"), limits, out var form);
        if (error != FormError.None || record.EventId is not { } eventId)
        {
            processed.Outcomes.Add(new Outcome(OutcomeKind.Invalid, DataCategory.Error, OutcomeReason.ProcessUnreal));
            return;
        }

        if (form.Dump.IsEmpty)
        {
            ProcessEvent(record, project, form.EventJson!.Value, ContextOf(record, null), processed);
        }
        else
        {
            AddPending(processed, record, project, form.Dump, DumpContextOf(record, form));
        }

        AddFiles(processed, record, form, eventId);
    }

    void ProcessUpload(IngestRecord record, ProjectKey project, ProcessedRecord processed)
    {
        var upload = JsonSerializer.Deserialize(record.Body.Span, UploadJson.Default.UploadedCrash)!;
        var user = upload.UserHash is null ? null : UserHash.HashedIdPrefix + upload.UserHash;
        processed.Upload = new CrashUpload(
            record.ProjectId, record.EventId!, record.KeyId, upload.Fingerprint, UserHash.OfHashedId(user), upload.Size, record.ReceivedAt);
        if (consent.IsRevoked(record.ProjectId, processed.Upload.UserHash))
        {
            Withhold(processed);
            return;
        }

        if (upload.DumpHash is null)
        {
            ProcessEvent(record, project, Encoding.UTF8.GetBytes(upload.Event!.Value.GetRawText()), ContextOf(record, null), processed);
            return;
        }

        var context = new DumpContext
        {
            Event = upload.Event,
            Release = upload.Release,
            Environment = upload.Environment,
            UserId = user,
            PeerAddress = record.PeerAddress,
        };
        processed.Pending = new PendingEvent
        {
            ProjectId = record.ProjectId,
            KeyId = record.KeyId,
            EventId = record.EventId!,
            ReceivedAt = record.ReceivedAt,
            RawPacked = Zstd.Pack(project.Scrubber.ScrubJson(JsonSerializer.SerializeToUtf8Bytes(context, DumpContextJson.Default.DumpContext)).Span),
            DumpHash = Convert.FromHexString(upload.DumpHash),
            DumpSize = upload.Size,
        };
    }

    static void ProcessCounted(IngestRecord record, ProcessedRecord processed)
    {
        var counted = JsonSerializer.Deserialize(record.Body.Span, UploadJson.Default.CountedCrash)!;
        for (var i = 0; i < counted.Count; i++)
        {
            processed.Copies.Add(new WaitingCopy(
                record.ProjectId, UploadText.CopyId(record.EventId!, i), record.KeyId, counted.Fingerprint,
                counted.UserHash is null ? null : Convert.FromHexString(counted.UserHash), counted.Release, counted.Platform,
                counted.CrashedAt, record.ReceivedAt));
        }
    }

    void ProcessAttachments(IngestRecord record, ProcessedRecord processed)
    {
        var parts = new List<MultipartPart>();
        if (MultipartReader.FindBoundary(record.ContentType, record.Body.Span) is { } boundary
            && MultipartReader.TryRead(record.Body, boundary, limits, parts))
        {
            foreach (var part in parts.Where(part => part.FileName is not null))
            {
                AddAttachment(processed, record.EventId!, part.FileName, part.ContentType, "event.attachment", part.Content);
            }
        }
    }

    void ProcessSecurity(IngestRecord record, ProjectKey project, ReadOnlyMemory<byte> json, ProcessedRecord processed)
    {
        var error = SecurityReportReader.Read(
            json, ContextOf(record, null), limits, QueryValue(record.Query, "sentry_release"), QueryValue(record.Query, "sentry_environment"),
            out var report);
        if (error != EventError.None)
        {
            processed.Outcomes.Add(new Outcome(OutcomeKind.Invalid, DataCategory.Security, OutcomeReason.SecurityReport));
            return;
        }

        processed.Event = EventAssembler.Assemble(project, record.KeyId, record.ReceivedAt, WithId(report!, record), json);
    }

    void ProcessFeedback(EnvelopeItem item, ProjectKey project, IngestRecord record, EventContext context, ProcessedRecord processed)
    {
        var hasEvent = processed.Event is not null || processed.Pending is not null;
        // Beside an event the header's id is the event's; feedback then needs one of its own.
        var error = FeedbackReader.Read(
            item.Payload, hasEvent ? context with { EventId = EventId.New() } : context, limits, out var report, out var about);
        if (error != EventError.None)
        {
            processed.Outcomes.Add(new Outcome(OutcomeKind.Invalid, DataCategory.Feedback, OutcomeReason.InvalidJson));
            return;
        }

        if (report!.EventId.Length == 0)
        {
            report = report with { EventId = EventId.New() };
        }

        processed.Feedback = EventAssembler.Assemble(project, record.KeyId, record.ReceivedAt, report, item.Payload);
        if (about is not null && report.Message is { } message)
        {
            processed.UserReports.Add(new UserReportRow(about, report.User?.Name, report.User?.Email, message));
        }
    }

    void AddUserReport(EnvelopeItem item, IngestRecord record, ProcessedRecord processed)
    {
        if (UserReport.Read(item.Payload, record.EventId, limits) is { } words)
        {
            processed.UserReports.Add(new UserReportRow(words.EventId, words.Name, words.Email, words.Comments));
            processed.Outcomes.Add(new Outcome(OutcomeKind.Accepted, DataCategory.Feedback));
        }
        else
        {
            processed.Outcomes.Add(new Outcome(OutcomeKind.Invalid, DataCategory.Feedback, OutcomeReason.InvalidJson));
        }
    }

    void AddPending(ProcessedRecord processed, IngestRecord record, ProjectKey project, ReadOnlyMemory<byte> dump, DumpContext context)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(context, DumpContextJson.Default.DumpContext);
        processed.Pending = new PendingEvent
        {
            ProjectId = record.ProjectId,
            KeyId = record.KeyId,
            EventId = record.EventId!,
            ReceivedAt = record.ReceivedAt,
            RawPacked = Zstd.Pack(project.Scrubber.ScrubJson(json).Span),
            DumpHash = blobs.Put(dump.Span),
            DumpSize = dump.Length,
        };
    }

    void AddAttachment(
        ProcessedRecord processed, string eventId, string? name, string? contentType, string type, ReadOnlyMemory<byte> content)
    {
        processed.Attachments.Add(new AttachmentRow(
            eventId, AttachmentName.Clean(name), contentType, type, content.Length, blobs.Put(content.Span)));
    }

    DumpContext DumpContextOf(IngestRecord record, MinidumpForm form) => new()
    {
        Event = form.EventJson is { } json ? ParseJson(json) : null,
        Fields = form.Fields,
        Release = form.Release,
        Environment = form.Environment,
        Product = form.Product,
        UserId = form.UserId,
        UserEmail = form.UserEmail,
        PeerAddress = record.PeerAddress,
        Findings = form.Findings,
        IsOverQuota = record.IsOverQuota ? true : null,
    };

    static EventContext ContextOf(IngestRecord record, DateTimeOffset? sentAt) => new(record.ReceivedAt)
    {
        EventId = record.EventId,
        PeerAddress = record.PeerAddress,
        SentAt = sentAt,
    };

    static Report WithId(Report report, IngestRecord record) =>
        report.EventId.Length > 0 ? report : report with { EventId = record.EventId ?? EventId.New() };

    JsonElement? ParseJson(ReadOnlyMemory<byte> json)
    {
        // Only what survives a strict parser can be put into another document; the lenient reader has repaired it by then.
        using var document = Protocol.Json.LenientJson.Parse(json, limits);
        return document?.RootElement.Clone();
    }

    static ReadOnlyMemory<byte> Head(ReadOnlyMemory<byte> bytes)
    {
        const int kept = 64 << 10;
        return bytes.Length > kept ? bytes[..kept] : bytes;
    }

    static string? QueryValue(string? query, string name)
    {
        foreach (var pair in (query ?? "").TrimStart('?').Split('&'))
        {
            if (pair.StartsWith(name, StringComparison.Ordinal) && pair.Length > name.Length && pair[name.Length] == '=')
            {
                return Uri.UnescapeDataString(pair[(name.Length + 1)..]);
            }
        }

        return null;
    }

    static string ErrorText(EventError error) => error switch
    {
        EventError.Empty => "it is empty",
        EventError.InvalidJson => "it is no JSON",
        _ => "it is no JSON object",
    };

    static string TypeOf(IngestRecord record, string name) =>
        record.Kind != IngestKind.Unreal ? "event.attachment"
        : name.EndsWith(".runtime-xml", StringComparison.OrdinalIgnoreCase) ? NameOf(AttachmentType.UnrealContext)
        : name.EndsWith(".log", StringComparison.OrdinalIgnoreCase) ? NameOf(AttachmentType.UnrealLogs)
        : "event.attachment";

    static string NameOf(AttachmentType type) => type switch
    {
        AttachmentType.AppleCrashReport => "event.applecrashreport",
        AttachmentType.EventPayload => "event.payload",
        AttachmentType.Breadcrumbs => "event.breadcrumbs",
        AttachmentType.ViewHierarchy => "event.view_hierarchy",
        AttachmentType.UnrealContext => "unreal.context",
        AttachmentType.UnrealLogs => "unreal.logs",
        AttachmentType.ProsperoDump => "playstation.prosperodump",
        AttachmentType.SwitchDyingMessage => "nswitch.dying_message",
        _ => "event.attachment",
    };
}
