using System.Globalization;
using System.Text;

namespace Inquest.Bench.Grouping;

/// <summary>Refactorings that leave every bug where it is.</summary>
[Flags]
enum Refactoring
{
    None = 0,
    LinesMoved = 1,
    WrapperRenamed = 2,
    HelperAdded = 4,
    FileMoved = 8,
    All = 15,
}

/// <summary>A C program with 36 bugs: three behind each of twelve handlers, which two entries lead to.</summary>
/// <remarks>
/// A third of the bugs dies in its own function, a third in a utility that three bugs of different handlers share, a third in the C library. Names are of
/// both kinds, telling and common; half of the wrappers and helpers have telling names, so that no method lives from the choice.
/// </remarks>
static class DriftProgram
{
    public const int Bugs = 36;

    static readonly string[] Areas = ["inventory", "texture", "savegame", "lobby", "physics", "audio", "terrain", "quest", "replay", "camera", "shader", "script"];
    static readonly string[] Acts = ["merge_stack", "decode_chunk", "apply_delta"];
    static readonly string[] Utilities = ["list_pop", "utf8_advance", "ring_write", "crc_fold", "table_lookup", "bitmap_scan", "str_append", "rect_clip", "node_next", "gamma_map", "buf_read", "varint_skip"];
    static readonly string[] Wrappers = ["with_retry", "timed_section", "do_call", "budget_scope", "run_guarded", "trace_span"];
    static readonly string[] NewWrappers = ["with_backoff", "profiled_section", "invoke_checked", "quota_scope", "run_protected", "trace_region"];
    static readonly string[] Helpers = ["get_checked", "sanitise_offset", "load_value", "tile_anchor", "try_read", "slot_cursor"];

    public static string Source(Refactoring refactoring)
    {
        var moved = refactoring.HasFlag(Refactoring.LinesMoved);
        var wrappers = refactoring.HasFlag(Refactoring.WrapperRenamed) ? NewWrappers : Wrappers;
        var text = new StringBuilder(Head);
        for (var i = 0; i < Utilities.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"#line {(moved ? 90 : 10) + (i * 8)} \"util.c\"\nint {Utilities[i]}(int *p, int n) {{ int s = n; for (int k = 0; k < 3; k++) s += p[k] * {i + 3}; return s ^ sink; }}\n");
        }

        for (var i = 0; i < Bugs; i++)
        {
            Bug(text, i, refactoring, moved);
        }

        for (var h = 0; h < Areas.Length; h++)
        {
            var wrapper = $"{wrappers[h % wrappers.Length]}_{h}";
            text.Append(CultureInfo.InvariantCulture, $"#line {(moved ? 70 : 400) + (h * 20)} \"wrap.c\"\nint {wrapper}(int (*f)(int *, int), int *p, int n) {{ int r = 0; for (int k = 0; k < 2; k++) r += f(p, n + k); sink += r; return r; }}\n");
            text.Append(CultureInfo.InvariantCulture, $"#line {(moved ? 7 : 55) + (h * 11)} \"handlers.c\"\nint on_{Areas[h]}_message(int which, int *p, int n) {{ static int (*const t[])(int *, int) = {{ {string.Join(", ", Enumerable.Range(0, 3).Select(k => Name((h * 3) + k)))} }}; int r = {wrapper}(t[which], p, n); return r + sink; }}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"static int (*const handlers[])(int, int *, int) = {{ {string.Join(", ", Areas.Select(area => $"on_{area}_message"))} }};\n").Append(Tail).ToString();
    }

    static string Name(int bug) => $"{Areas[bug / 3]}_{Acts[bug % 3]}";

    static void Bug(StringBuilder text, int i, Refactoring refactoring, bool moved)
    {
        var hasHelper = refactoring.HasFlag(Refactoring.HelperAdded);
        var file = (refactoring.HasFlag(Refactoring.FileMoved) ? "core_" : "") + Areas[i / 3] + ".c";
        var dies = (i % 3) switch
        {
            0 => "p[2] * 3",
            1 => $"{Utilities[i / 3 % Utilities.Length / 3 + (i % 2 * 4)]}(p, n)",
            _ => "(int)strlen((const char *)p)",
        };
        var line = (moved ? 300 : 20) + (i * 9);
        if (hasHelper)
        {
            text.Append(CultureInfo.InvariantCulture, $"#line {line} \"{file}\"\nstatic inline int {Helpers[i % Helpers.Length]}_{i}(int *p, int n) {{ int v = {dies}; return v + n; }}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"#line {line + 4} \"{file}\"\nint {Name(i)}(int *p, int n) {{ int s = n * {i + 1}; s += {(hasHelper ? $"{Helpers[i % Helpers.Length]}_{i}(p, n)" : dies)}; sink = s; return s ^ {i}; }}\n");
    }

    const string Head =
        """
        #define _GNU_SOURCE
        #include <execinfo.h>
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>
        volatile int sink;
        static int *volatile nothing;
        static void caught(int signal) { void *a[64]; int n = backtrace(a, 64); for (int i = 0; i < n; i++) printf("%p ", a[i]); printf("\n"); fflush(stdout); _exit(signal); }

        """;

    const string Tail =
        """
        #line 5 "main.c"
        int from_network(int bug, int *p) { int r = handlers[bug / 3](bug % 3, p, 7); return r + sink; }
        int from_console(int bug, int *p) { int r = handlers[bug / 3](bug % 3, p, 9); return r - sink; }
        int main(int argc, char **argv) {
          void *warm[4]; backtrace(warm, 4);
          signal(SIGSEGV, caught);
          int bug = atoi(argv[1]);
          return argc > 2 ? from_network(bug, nothing) : from_console(bug, nothing);
        }

        """;
}
