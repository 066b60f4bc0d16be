using System.Text;
using Inquest.Grouping;
using Inquest.Reports;

namespace Inquest.Storage.Events;

/// <summary>The words that a search finds an issue by, one text per column of the index.</summary>
sealed record IssueText(string Frames, string Modules, string Messages, string Tags)
{
    public static IssueText Of(Report report, GroupingResult grouping)
    {
        var frames = new Text();
        var modules = new Text();
        foreach (var frame in grouping.DecidingFrames)
        {
            frames.Add(frame.Function);
            frames.Add(frame.File);
            modules.Add(frame.Module);
        }

        foreach (var frame in MainFrames(report))
        {
            foreach (var inline in frame.Inlines)
            {
                frames.Add(inline.Function);
            }

            frames.Add(frame.Function);
            frames.Add(FileName(frame.File));
            modules.Add(frame.Module);
        }

        var messages = new Text();
        messages.Add(report.Message);
        messages.Add(report.Crash?.Reason);
        messages.Add(report.Crash?.Assertion);
        foreach (var exception in report.Exceptions)
        {
            messages.Add(exception.Type);
            messages.Add(exception.Value);
        }

        var tags = new Text();
        foreach (var (key, value) in EventTags.Of(report))
        {
            tags.Add(key);
            tags.Add(value);
        }

        return new IssueText(frames.ToString(), modules.ToString(), messages.ToString(), tags.ToString());
    }

    static IEnumerable<Frame> MainFrames(Report report)
    {
        if (report.Exceptions.Count > 0)
        {
            return report.Exceptions.SelectMany(exception => exception.Frames);
        }

        var thread = report.Crash?.ThreadIndex is { } index && index >= 0 && index < report.Threads.Count
            ? report.Threads[index]
            : report.Threads.FirstOrDefault(candidate => candidate.Crashed) ?? (report.Threads.Count > 0 ? report.Threads[0] : null);
        return thread?.Frames ?? [];
    }

    static string? FileName(string? path) => path?[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];

    sealed class Text
    {
        readonly HashSet<string> _seen = new(StringComparer.Ordinal);
        readonly StringBuilder _words = new();

        public void Add(string? word)
        {
            if (!string.IsNullOrEmpty(word) && _words.Length + word.Length < StorageLimits.SearchTextMax && _seen.Add(word))
            {
                _words.Append(word).Append('\n');
            }
        }

        public override string ToString() => _words.ToString();
    }
}
