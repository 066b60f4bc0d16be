using Inquest.Reports;

namespace Inquest.Server.Workers;

/// <summary>One report out of a dump and of what came with it: the dump knows the machine's state, the client the story.</summary>
static class ReportMerge
{
    public static Report Merge(Report dump, Report? client, DumpContext context, string eventId, DateTimeOffset receivedAt)
    {
        var story = client ?? new Report { Level = "fatal" };
        return dump with
        {
            EventId = eventId,
            // A dump asked for (a hang, a snapshot) is no crash, unless the client says that it was one.
            IsCrash = dump.IsCrash || story.IsCrash,
            Kind = dump.IsCrash || story.IsCrash ? "crash" : dump.Kind,
            Level = dump.IsCrash || story.IsCrash ? "fatal" : dump.Level,
            Timestamp = client is { Timestamp.Year: > 1971 } ? client.Timestamp : Sane(dump.Timestamp, receivedAt),
            OriginalTimestamp = client?.OriginalTimestamp,
            Release = story.Release ?? context.Release,
            Dist = story.Dist,
            Environment = story.Environment ?? context.Environment,
            ServerName = story.ServerName,
            Transaction = story.Transaction,
            Logger = story.Logger,
            Message = story.Message,
            MessageTemplate = story.MessageTemplate,
            System = Fill(dump.System, story.System),
            Breadcrumbs = story.Breadcrumbs,
            BreadcrumbsOmitted = story.BreadcrumbsOmitted,
            Tags = WithProduct(story.Tags, context.Product),
            User = story.User ?? (context.UserId is null && context.UserEmail is null ? null
                : new ReportUser(context.UserId, context.UserEmail, null, null, null)),
            ClientFingerprint = story.ClientFingerprint,
            Contexts = story.Contexts,
            Extra = story.Extra,
            Request = story.Request,
            Packages = story.Packages,
            SdkName = story.SdkName,
            SdkVersion = story.SdkVersion ?? dump.SdkVersion,
            Findings = [.. dump.Findings, .. story.Findings, .. context.Findings],
        };
    }

    // A dump's clock is the crashed machine's: believed within the same bounds as an SDK's.
    static DateTimeOffset Sane(DateTimeOffset time, DateTimeOffset receivedAt) =>
        time > receivedAt.AddMinutes(1) || time < receivedAt.AddDays(-30) ? receivedAt : time;

    static SystemFacts Fill(SystemFacts dump, SystemFacts client) => dump with
    {
        Os = dump.Os ?? client.Os,
        OsVersion = dump.OsVersion ?? client.OsVersion,
        OsBuild = dump.OsBuild ?? client.OsBuild,
        Cpu = dump.Cpu ?? client.Cpu,
        DeviceModel = dump.DeviceModel ?? client.DeviceModel,
        Runtime = dump.Runtime ?? client.Runtime,
        RuntimeVersion = dump.RuntimeVersion ?? client.RuntimeVersion,
    };

    static IReadOnlyDictionary<string, string> WithProduct(IReadOnlyDictionary<string, string> tags, string? product)
    {
        if (product is null || tags.ContainsKey("product"))
        {
            return tags;
        }

        return new Dictionary<string, string>(tags, StringComparer.Ordinal) { ["product"] = product };
    }
}
