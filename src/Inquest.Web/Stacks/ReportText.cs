using System.Text;
using Inquest.Reports;
using Inquest.Web.Html;
using Inquest.Web.Text;
using Inquest.Web.Views;

namespace Inquest.Web.Stacks;

/// <summary>A report as plain text or Markdown, to be pasted into a ticket or a chat.</summary>
/// <remarks>Both are shown in browsers and terminals, so hidden characters are made visible here too.</remarks>
public static class ReportText
{
    /// <summary>Facts, exceptions, the stack that matters; then the other threads, identical ones folded.</summary>
    public static string Plain(IssueRow issue, EventView ev)
    {
        var (report, text) = (ev.Report, new StringBuilder());
        Line(text, $"{issue.ShortId}  {Cut.To(issue.Title, WebLimits.TitleLength)}");
        foreach (var (name, value) in Facts(report))
        {
            Line(text, $"{name + ":",-15}{value}");
        }

        foreach (var exception in report.Exceptions)
        {
            text.Append('\n');
            Line(text, Heading(exception));
            AppendFrames(text, report, exception.Frames);
        }

        if (ev.MainThread is { } main)
        {
            text.Append('\n');
            Line(text, $"Thread {ThreadGroup.Label(report.Threads[main], main)}{(report.Threads[main].Crashed ? " (crashed)" : "")}");
            AppendFrames(text, report, report.Threads[main].Frames);
        }

        foreach (var group in ThreadGroup.Of(report, ev.MainThread).Take(WebLimits.ThreadGroupsShown))
        {
            text.Append('\n');
            Line(text, group.Indexes.Count == 1 ? $"Thread {group.Members}" : $"{group.Summary}: {group.Members}");
            AppendFrames(text, report, report.Threads[group.Indexes[0]].Frames);
        }

        return VisibleTextEncoder.Visible(text.ToString());
    }

    /// <summary>Heading, a table of facts, and the stack in a code block.</summary>
    public static string Markdown(IssueRow issue, EventView ev, string url)
    {
        var (report, text) = (ev.Report, new StringBuilder());
        Line(text, $"## [{issue.ShortId}]({url}) {Escape(Cut.To(issue.Title, WebLimits.TitleLength))}");
        text.Append('\n');
        foreach (var (name, value) in Facts(report))
        {
            Line(text, $"- **{name}:** {Escape(value)}");
        }

        var block = new StringBuilder();
        foreach (var exception in report.Exceptions)
        {
            Line(block, Heading(exception));
            AppendFrames(block, report, exception.Frames);
        }

        if (ev.MainThread is { } main)
        {
            AppendFrames(block, report, report.Threads[main].Frames);
        }

        // A fence longer than any run of backticks inside cannot be closed by the report.
        var fence = new string('`', Math.Max(3, LongestRun(block, '`') + 1));
        text.Append('\n').Append(fence).Append('\n').Append(block).Append(fence).Append('\n');
        return VisibleTextEncoder.Visible(text.ToString());
    }

    static IEnumerable<KeyValuePair<string, string>> Facts(Report report)
    {
        if (report.Crash is { } crash)
        {
            if (crash.Reason is { } reason)
            {
                yield return new("Reason", reason);
            }

            if (crash.Address is { } address)
            {
                var meaning = crash.AddressMeaning is { } words ? $" ({words})" : "";
                yield return new("Fault address", Figure.Address(address, new StackBuilder(report).PointerSize) + meaning);
            }

            if (crash.Instruction is { } instruction)
            {
                yield return new("Instruction", instruction);
            }

            if (crash.Assertion is { } assertion)
            {
                yield return new("Assertion", Cut.To(assertion, WebLimits.TitleLength));
            }
        }

        if (report.Message is { } message)
        {
            yield return new("Message", Cut.To(message, WebLimits.ValueLength));
        }

        yield return new("Time", Moment.Exact(report.Timestamp));
        foreach (var fact in EventFacts.Of(report).Where(fact => fact.Key is "Release" or "Environment" or "System" or "Processor" or "Event"))
        {
            yield return fact;
        }
    }

    static string Heading(ReportException exception) =>
        $"{exception.Type ?? "Exception"}: {Cut.To(exception.Value ?? "", WebLimits.ValueLength)}".TrimEnd(' ', ':');

    static void AppendFrames(StringBuilder text, Report report, IReadOnlyList<Frame> frames)
    {
        var builder = new StackBuilder(report);
        var count = Math.Min(frames.Count, WebLimits.FramesShownMax);
        for (var i = 0; i < count; i++)
        {
            var frame = frames[i];
            foreach (var inline in frame.Inlines)
            {
                Line(text, $"{i,3}  {frame.Module}!{inline.Function} {Source(inline.File, inline.Line)}(inlined)");
            }

            var place = frame.Function is { Length: > 0 } function
                ? $"{frame.Module}!{function} {Source(frame.File, frame.Line)}".TrimStart('!')
                : frame.ModuleOffset is { } offset ? $"{frame.Module} + {Figure.Hex(offset)} "
                : $"{(frame.Instruction is { } address ? Figure.Address(address, builder.PointerSize) : "unknown")} ";
            Line(text, frame.Trust is FrameTrust.None or FrameTrust.Prewalked
                ? $"{i,3}  {place}".TrimEnd()
                : $"{i,3}  {place}(found by {StackBuilder.FoundBy(frame.Trust)})");
        }

        if (frames.Count > count)
        {
            Line(text, $"     … {frames.Count - count} more frames");
        }
    }

    static string Source(string? file, int? line) =>
        string.IsNullOrEmpty(file) ? "" : line is { } number ? $"[{Cut.FileName(file)}:{number}] " : $"[{Cut.FileName(file)}] ";

    static void Line(StringBuilder text, string line) => text.Append(line.ReplaceLineEndings(" ")).Append('\n');

    // Enough that a value cannot become a link, a picture, markup or a heading.
    static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' or '!' or '&' or '@')
            {
                text.Append('\\');
            }

            text.Append(c is '\r' or '\n' ? ' ' : c);
        }

        return text.ToString();
    }

    static int LongestRun(StringBuilder text, char wanted)
    {
        var (longest, run) = (0, 0);
        foreach (var chunk in text.GetChunks())
        {
            foreach (var c in chunk.Span)
            {
                run = c == wanted ? run + 1 : 0;
                longest = Math.Max(longest, run);
            }
        }

        return longest;
    }
}
