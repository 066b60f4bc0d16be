using Inquest.Grouping;
using Inquest.Grouping.Similarity;
using Inquest.Reports;
using Inquest.Server.Ingest;
using Inquest.Storage.Events;

namespace Inquest.Server.Workers;

/// <summary>The last steps of every event: scrub, normalise, group, pack.</summary>
static class EventAssembler
{
    /// <summary>For a report that was read from JSON which is scrubbed already.</summary>
    public static NewEvent AssembleClean(
        ProjectKey project, long keyId, DateTimeOffset receivedAt, Report report, ReadOnlyMemory<byte> cleanRaw) =>
        Pack(project, keyId, receivedAt, report, Zstd.Pack(cleanRaw.Span), null, null);

    public static NewEvent Assemble(
        ProjectKey project, long keyId, DateTimeOffset receivedAt, Report report, ReadOnlyMemory<byte>? raw,
        byte[]? dumpHash = null, long? dumpSize = null) =>
        Pack(
            project, keyId, receivedAt, project.Scrubber.Scrub(report),
            raw is { } bytes ? Zstd.Pack(project.Scrubber.ScrubJson(bytes).Span) : null, dumpHash, dumpSize);

    static NewEvent Pack(
        ProjectKey project, long keyId, DateTimeOffset receivedAt, Report report, byte[]? rawPacked, byte[]? dumpHash, long? dumpSize)
    {
        var stack = Grouper.Normalise(report);
        var grouping = Grouper.Group(report, stack, project.Rules);
        var names = new List<string>();
        var terms = SecondChanceGate.MayAsk(stack) ? StackTerms.Of(stack, names) : [];
        return new NewEvent
        {
            ProjectId = project.ProjectId,
            KeyId = keyId,
            EventId = report.EventId,
            ReceivedAt = receivedAt,
            Report = report,
            Grouping = grouping,
            ReportPacked = Zstd.PackJson(report, ReportJson.Default.Report),
            RawPacked = rawPacked,
            StackPacked = Zstd.PackJson(stack, NormalisedStackJson.Default.NormalisedStack),
            Terms = terms,
            TermNames = names,
            Stack = terms.Length > 0 ? stack : null,
            Rules = project.Rules,
            NearThreshold = project.Settings.NearThreshold ?? SecondChanceGate.DefaultThreshold(report.Platform),
            Missing = MissingModules.Of(report),
            DumpHash = dumpHash,
            DumpSize = dumpSize,
        };
    }
}
