using Inquest.Reports;
using Inquest.Web.Text;

namespace Inquest.Web.Views;

/// <summary>What a reader should know before believing a report.</summary>
public static class Trust
{
    /// <summary>The report's own findings, then what its stacks and modules show.</summary>
    public static IReadOnlyList<ReportFinding> Of(Report report, int? mainThread)
    {
        var findings = new List<ReportFinding>(report.Findings.Take(60));
        var missing = report.Modules.Where(m => m.Symbols is not (SymbolState.Found or SymbolState.NotNeeded)).ToList();
        if (missing.Count > 0)
        {
            var names = string.Join(", ", missing.Take(3).Select(m => Cut.To(Cut.FileName(m.CodeFile), 80)));
            findings.Add(new(
                "missing-symbols",
                $"{Figure.Count(missing.Count, "module")} without symbols: {names}{(missing.Count > 3 ? ", …" : "")}."));
        }

        if (mainThread is { } index)
        {
            var frames = report.Threads[index].Frames;
            var scanned = frames.Count(frame => frame.Trust is FrameTrust.Scan or FrameTrust.CfiScan);
            if (scanned > 0)
            {
                findings.Add(new(
                    "scanned-frames",
                    $"{scanned} of {Figure.Count(frames.Count, "frame")} were found by scanning the stack and may be wrong."));
            }
        }

        if (report.OriginalTimestamp is { } original)
        {
            findings.Add(new("clock", $"The client's clock said {Cut.To(original, 60)}, which was not believed."));
        }

        return findings;
    }
}
