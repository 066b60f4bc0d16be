using Inquest.Formats;
using Inquest.Formats.BreakpadSym;

namespace Inquest.Symbols.Cache;

/// <summary>Says in words what the reader of a symbol file met.</summary>
static class SymbolFindings
{
    public static IReadOnlyList<Finding> From(ReadOnlySpan<ProblemEntry> problems)
    {
        var findings = new List<Finding>(problems.Length);
        foreach (var problem in problems)
        {
            var name = (SymProblem)problem.Problem;
            findings.Add(new Finding(
                "sym-" + Code(name), $"{problem.Count} line(s) skipped: {Words(name)}; the first is line {problem.FirstLine}."));
        }

        return findings;
    }

    static string Code(SymProblem problem) => problem switch
    {
        SymProblem.UnknownRecord => "unknown-record",
        SymProblem.MalformedModule => "malformed-module",
        SymProblem.MalformedFile => "malformed-file",
        SymProblem.MalformedFunc => "malformed-func",
        SymProblem.MalformedLine => "malformed-line",
        SymProblem.MalformedInlineOrigin => "malformed-inline-origin",
        SymProblem.MalformedInline => "malformed-inline",
        SymProblem.MalformedPublic => "malformed-public",
        SymProblem.MalformedStackWin => "malformed-stack-win",
        SymProblem.MalformedStackCfi => "malformed-stack-cfi",
        SymProblem.LineWithoutFunction => "line-without-function",
        SymProblem.InlineWithoutFunction => "inline-without-function",
        SymProblem.CfiWithoutInit => "cfi-without-init",
        _ => "unknown-problem",
    };

    static string Words(SymProblem problem) => problem switch
    {
        SymProblem.UnknownRecord => "no known record",
        SymProblem.LineWithoutFunction => "line records without a FUNC before them",
        SymProblem.InlineWithoutFunction => "INLINE records without a FUNC before them",
        SymProblem.CfiWithoutInit => "STACK CFI records without a STACK CFI INIT before them",
        _ => Code(problem).Replace('-', ' '),
    };
}
