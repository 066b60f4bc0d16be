using Inquest.Formats.Minidump;
using Inquest.Reports;
using Inquest.Symbols;

namespace Inquest.Processing;

/// <summary>Turns a dump and symbols into a report. No database, no HTTP server: tools and server share it.</summary>
public static class DumpProcessor
{
    /// <summary>Reads, unwinds and symbolicates.</summary>
    /// <remarks>Bytes never make it throw: what cannot be read is missing from the report and named in its findings.</remarks>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static Report Process(
        MinidumpFile dump, ISymbolProvider symbols, DumpProcessorOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dump);
        ArgumentNullException.ThrowIfNull(symbols);
        ArgumentNullException.ThrowIfNull(options);

        var findings = new List<ReportFinding>();
        var modules = ModuleSet.Read(dump, options.Limits, findings);
        var threads = ThreadSelection.Choose(dump, options.Limits, findings);
        var walks = ThreadWalks.Walk(dump, modules, threads, symbols, options, findings, cancellationToken);
        var annotations = AnnotationReader.Read(dump, options, findings);
        var crash = CrashFactsReader.Read(dump, threads, walks, findings);
        var isCrash = dump.Exception is { IsDumpRequest: false };

        return new Report
        {
            EventId = options.EventId ?? ReportIdOf(dump),
            Platform = "native",
            Kind = isCrash ? "crash" : "dump",
            IsCrash = isCrash,
            Level = isCrash ? "fatal" : "info",
            Timestamp = TimeOf(dump) ?? options.ReceivedAt ?? DateTimeOffset.UnixEpoch,
            Crash = crash,
            System = SystemFactsReader.Read(dump),
            Threads = ThreadReports.Build(dump, modules, threads, walks, crash, options),
            Modules = modules.Report(walks.SearchOf, Certificates.Read(annotations)),
            UnloadedModules = [.. dump.UnloadedModules.Select(ModuleSet.Report)],
            Annotations = annotations,
            SdkVersion = dump.MiscInfo?.DebuggerBuildString,

            // Reading on demand adds findings as it goes, so the dump's own are asked last.
            Findings = [.. findings, .. SoftErrors.Read(dump), .. dump.Findings.Select(f => new ReportFinding(f.Code, f.Detail))],
        };
    }

    static DateTimeOffset? TimeOf(MinidumpFile dump) =>
        dump.Header.TimeDateStamp == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(dump.Header.TimeDateStamp);

    static string ReportIdOf(MinidumpFile dump) =>
        dump.CrashpadInfo is { } info && info.ReportId != Guid.Empty ? info.ReportId.ToString("N") : "";
}
