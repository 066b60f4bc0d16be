using Inquest.Reports;

namespace Inquest.Grouping;

/// <summary>What lists say of a report: its title and where it happened. Not part of any key.</summary>
static class IssueWords
{
    public static string Title(Report report, LogicalFrame? where)
    {
        var exception = report.Exceptions.Count > 0 ? report.Exceptions[0] : null;
        if (exception is { Synthetic: false } or { Value: not null } && (exception.Type ?? exception.Value) is not null)
        {
            var value = FirstLine(exception.Value);
            return Cut(exception.Type is { } type ? value.Length > 0 ? $"{type}: {value}" : type : value);
        }

        if (report.Crash is { } crash && (crash.Assertion ?? crash.Reason) is { } reason)
        {
            var title = crash.Assertion is not null && crash.Reason is not null ? $"{crash.Reason}: {FirstLine(crash.Assertion)}" : FirstLine(reason);
            return Cut(crash.AddressMeaning is { } meaning && crash.Assertion is null ? $"{title}: {meaning}" : title);
        }

        return Cut(FirstLine(report.Message) is { Length: > 0 } message ? message : exception?.Type ?? (where is not null ? NameOf(where) : report.Kind));
    }

    public static string Culprit(Report report, LogicalFrame? where) =>
        where is null ? report.Transaction ?? "" : where is { Module: { } module, Function: not null } ? $"{where.Function} in {module}" : NameOf(where);

    static string NameOf(LogicalFrame frame) => frame.Function is { } function ? function
        : frame.Offset is { } offset && frame.Module is not null ? $"{frame.Module} + 0x{offset:x}" : frame.File ?? "?";

    static string FirstLine(string? text)
    {
        var line = text?.TrimStart() ?? "";
        var end = line.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? line : line[..end];
    }

    static string Cut(string text) => text.Length <= GroupingLimits.MaxTitle ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[GroupingLimits.MaxTitle - 2]) ? GroupingLimits.MaxTitle - 2 : GroupingLimits.MaxTitle - 1), "…");
}
