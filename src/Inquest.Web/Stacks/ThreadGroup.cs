using Inquest.Reports;

namespace Inquest.Web.Stacks;

/// <summary>Threads that stand at the same place, shown as one.</summary>
/// <param name="Indexes">Positions in <see cref="Report.Threads"/>, in the report's order.</param>
/// <param name="Summary">E.g. <c>37 threads in NtWaitForSingleObject</c>, or the name of the only one.</param>
/// <param name="Members">Names and ids, for people.</param>
public sealed record ThreadGroup(IReadOnlyList<int> Indexes, string Summary, string Members)
{
    /// <summary>Folds identical stacks; the crashed thread is left out, it has a table of its own.</summary>
    public static IReadOnlyList<ThreadGroup> Of(Report report, int? except)
    {
        var byStack = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var order = new List<List<int>>();
        for (var i = 0; i < report.Threads.Count; i++)
        {
            if (i == except)
            {
                continue;
            }

            var key = Key(report.Threads[i]);
            if (!byStack.TryGetValue(key, out var indexes))
            {
                byStack[key] = indexes = [];
                order.Add(indexes);
            }

            indexes.Add(i);
        }

        return [.. order.Select(indexes => Make(report, indexes))];
    }

    /// <summary><c>worker 3 (1234)</c>.</summary>
    public static string Label(ReportThread thread, int index) => (thread.Name, thread.Id) switch
    {
        ({ Length: > 0 } name, { } id) => $"{name} ({id})",
        ({ Length: > 0 } name, null) => name,
        (_, { } id) => $"thread {id}",
        _ => $"thread #{index}",
    };

    static ThreadGroup Make(Report report, List<int> indexes)
    {
        var top = Top(report.Threads[indexes[0]]);
        var members = string.Join(", ", indexes.Take(WebLimits.ThreadNamesShown).Select(i => Label(report.Threads[i], i)))
            + (indexes.Count > WebLimits.ThreadNamesShown ? $" and {indexes.Count - WebLimits.ThreadNamesShown} more" : "");
        return indexes.Count == 1
            ? new(indexes, top, members)
            : new(indexes, $"{indexes.Count} threads in {top}", members);
    }

    static string Top(ReportThread thread)
    {
        if (thread.Frames is not [var frame, ..])
        {
            return "no stack";
        }

        var function = frame.Inlines is [var inline, ..] ? inline.Function : frame.Function;
        return function is { Length: > 0 }
            ? Text.Cut.To(Text.FunctionName.Fold(function), WebLimits.TitleLength)
            : frame.Module is { } module ? $"{module} + {Text.Figure.Hex(frame.ModuleOffset ?? 0)}"
            : frame.Instruction is { } address ? Text.Figure.Hex(address) : "unknown code";
    }

    // The exact address of the innermost frame differs between threads that wait at one place in a loop; names do not.
    static string Key(ReportThread thread) => string.Join('\n', thread.Frames.Select(frame =>
        frame.Function is { Length: > 0 } name
            ? $"{frame.Module}!{name}"
            : $"{frame.Module}+{frame.ModuleOffset ?? frame.Instruction:x}"));
}
