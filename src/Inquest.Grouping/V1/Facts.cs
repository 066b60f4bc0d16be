using Inquest.Reports;

namespace Inquest.Grouping.V1;

/// <summary>Report → <see cref="EventFacts"/>, every text within its limit.</summary>
static class Facts
{
    public static EventFacts Of(Report report, ReportException? deciding)
    {
        var exception = report.Exceptions.Count > 0 ? report.Exceptions[0] : null;
        var (fingerprint, isCut) = ClientFingerprint.Bounded(report.ClientFingerprint);
        return new EventFacts
        {
            Kind = KindOf(report, deciding),
            Platform = report.Platform,
            Level = report.Level,
            Type = deciding is { Synthetic: false, Type: { } type } ? Cut(type) : null,
            Types = [.. report.Exceptions.Where(e => e is { Synthetic: false, Type: not null }).Select(e => Cut(e.Type)!).Distinct(StringComparer.Ordinal).Take(GroupingLimits.MaxTypes)],
            Value = Cut((deciding ?? exception)?.Value ?? report.Crash?.Assertion),
            Mechanism = Cut((deciding ?? exception)?.MechanismType),
            Message = Cut(report.MessageTemplate ?? report.Message),
            Release = Cut(report.Release),
            Transaction = Cut(report.Transaction),
            Logger = Cut(report.Logger),
            Fallback = Cut(exception?.Value ?? exception?.Type ?? report.MessageTemplate ?? report.Message ?? report.Crash?.Assertion ?? report.Crash?.Reason ?? report.Transaction ?? report.Kind),
            ClientFingerprint = fingerprint,
            ClientFingerprintCut = isCut,
            Tags = ClientFingerprint.TagsOf(fingerprint, report.Tags),
        };
    }

    static string KindOf(Report report, ReportException? exception)
    {
        if (report.Kind == "hang" || exception?.MechanismType is "ANR" or "AppHang" or "AppExitInfo" or "anr" or "app_hang"
            || exception?.Type is "ApplicationNotResponding" or "App Hanging" or "AppHang" or "BackgroundANR")
        {
            return "hang";
        }

        return IsOutOfMemory(exception?.Type) || IsOutOfMemory(report.Crash?.Reason) || exception?.MechanismType is "watchdog_termination" ? "out-of-memory" : report.Kind;
    }

    static bool IsOutOfMemory(string? text) => text is not null
        && (text.Contains("OutOfMemory", StringComparison.OrdinalIgnoreCase) || text.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            || text.Contains("bad_alloc", StringComparison.Ordinal) || text is "MemoryError" or "NoMemoryError" or "WatchdogTermination");

    static string? Cut(string? text) => text is { Length: > GroupingLimits.MaxFactText } ? text[..GroupingLimits.MaxFactText] : text;
}
