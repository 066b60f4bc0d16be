using Inquest.Grouping;

namespace Inquest.Bench.Grouping;

/// <summary>The rules of other tools, as their documents and sources describe them, over the same cleaned stacks.</summary>
static class OtherRules
{
    static readonly string[] Irrelevant = ["g_closure_", "g_signal_", "g_main_", "signal_emit", "poll", "gtk_main", "gdk_event", "clone", "_XReply", "_XError"];
    static readonly string[] Prefixed = ["mem", "str", "malloc", "free", "realloc", "calloc", "_int_", "__libc_", "__memcpy", "__strlen", "g_free", "g_slice", "g_object_", "g_type_", "g_hash_table_", "pthread_", "std::", "operator"];

    public static readonly (string Name, Func<LabelledCrash, string> Key)[] All =
    [
        ("exact stack", crash => Join(Names(crash))),
        ("top-5 names", crash => Join(Named(crash).Take(5))),
        ("Apport: top 5 with machinery", crash => Join(Names(crash).Take(5))),
        ("ClusterFuzz: top 3 that count", crash => Join(Code(crash).Take(3).Select(NameOf))),
        ("Sentry: in-app frames", crash => Join(InApp(crash).Select(NameOf))),
        ("Bugsnag: file and line, in-app", crash => crash.Frames.FirstOrDefault(frame => frame.InApp != false && frame.Line is not null) is { } frame ? $"{frame.File}:{frame.Line}" : Join(Names(crash).Take(1))),
        ("Socorro: skip and prefix", Socorro),
        ("Inquest V0", crash => Grouper.Older(crash.Report).Key),
        ("Inquest V1", crash => Grouper.Decide(crash.Stack).Key),
    ];

    static string Socorro(LabelledCrash crash)
    {
        var taken = new List<string>();
        foreach (var name in Code(crash).Select(NameOf))
        {
            if (Array.Exists(Irrelevant, word => name.StartsWith(word, StringComparison.Ordinal)))
            {
                continue;
            }

            taken.Add(name);
            if (!Array.Exists(Prefixed, word => name.StartsWith(word, StringComparison.Ordinal)))
            {
                break;
            }
        }

        return Join(taken);
    }

    static IEnumerable<LogicalFrame> Code(LabelledCrash crash) => crash.Stack.Frames.Where(frame => frame.Role is FrameRole.Code or FrameRole.Plumbing);

    static List<LogicalFrame> InApp(LabelledCrash crash)
    {
        var own = Code(crash).Where(frame => frame.InApp && frame.Function is not null).ToList();
        return own.Count > 0 ? own : [.. Code(crash)];
    }

    static IEnumerable<string> Named(LabelledCrash crash) => crash.Stack.Frames.Any(frame => frame.Function is not null)
        ? crash.Stack.Frames.Where(frame => frame.Function is not null).Select(NameOf) : Names(crash);

    static IEnumerable<string> Names(LabelledCrash crash) => crash.Stack.Frames.Select(NameOf);

    static string NameOf(LogicalFrame frame) => frame.Function ?? frame.Module ?? "?";

    static string Join(IEnumerable<string> names) => string.Join('|', names);
}
