using Inquest.Grouping;
using Inquest.Reports;
using Inquest.Server.Ingest;
using Inquest.Storage.Events;

namespace Inquest.Server.Workers;

/// <summary>The last steps of every event: scrub, normalise, group, pack.</summary>
static class EventAssembler
{
    public static NewEvent Assemble(
        ProjectKey project, long keyId, DateTimeOffset receivedAt, Report report, ReadOnlyMemory<byte>? raw,
        byte[]? dumpHash = null, long? dumpSize = null)
    {
        report = project.Scrubber.Scrub(report);
        var stack = Grouper.Normalise(report);
        var grouping = Grouper.Group(report, stack);
        return new NewEvent
        {
            ProjectId = project.ProjectId,
            KeyId = keyId,
            EventId = report.EventId,
            ReceivedAt = receivedAt,
            Report = report,
            Grouping = grouping,
            ReportPacked = Zstd.PackJson(report, ReportJson.Default.Report),
            RawPacked = raw is { } bytes ? Zstd.Pack(project.Scrubber.ScrubJson(bytes).Span) : null,
            StackPacked = Zstd.PackJson(stack, NormalisedStackJson.Default.NormalisedStack),
            Missing = MissingModules.Of(report),
            DumpHash = dumpHash,
            DumpSize = dumpSize,
        };
    }
}
