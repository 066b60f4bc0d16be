using CsCheck;
using Inquest.Grouping.V1;
using Inquest.Reports;

namespace Inquest.Grouping.Tests;

public sealed class GroupingTests
{
    static Report Native(ulong slide, params (string? Function, ulong Offset, string Module)[] frames)
    {
        var modules = frames.Select(f => f.Module).Distinct().Select((m, i) => new ReportModule { CodeFile = m, Base = slide + ((ulong)i << 20), Size = 1 << 20 }).ToList();
        return new Report
        {
            Platform = "native",
            Modules = modules,
            Crash = new CrashFacts { Reason = "SIGSEGV / SEGV_MAPERR", AddressMeaning = "null + 24", ThreadIndex = 0 },
            Threads =
            [
                new ReportThread
                {
                    Crashed = true,
                    Frames = [.. frames.Select(f => new Frame { Function = f.Function, ModuleOffset = f.Offset, Line = (int)(slide % 1000) + 1, ModuleIndex = modules.FindIndex(m => m.CodeFile == f.Module), Instruction = slide + f.Offset })],
                },
            ],
        };
    }

    [Fact]
    public void Without_names_the_innermost_place_tells_crashes_of_one_module_apart()
    {
        var first = KeyOf(Native(0x400000, (null, 0x1234, "/opt/game"), (null, 0x99, "/opt/game")));
        Assert.Equal(first, KeyOf(Native(0x900000, (null, 0x1234, "/opt/game"), (null, 0x99, "/opt/game"))));
        Assert.NotEqual(first, KeyOf(Native(0x400000, (null, 0x5678, "/opt/game"), (null, 0x99, "/opt/game"))));
        var called = KeyOf(Native(0x400000, (null, 0x1234, "/opt/engine.so"), ("Renderer::draw_shadow_map", 0x99, "/opt/game")));
        Assert.Equal(called, KeyOf(Native(0x400000, (null, 0x5678, "/opt/engine.so"), ("Renderer::draw_shadow_map", 0x99, "/opt/game"))));
    }

    static string KeyOf(Report report) => Grouper.Group(report, Grouper.Normalise(report)).Key;

    [Theory]
    [InlineData("std::vector<int, std::allocator<int> >::push_back(int const&)", "std::vector<…>::push_back")]
    [InlineData("void app::run<Foo>(Foo const&) const", "app::run<…>")]
    [InlineData("(anonymous namespace)::parse(char const*) [clone .cold]", "(anonymous)::parse")]
    [InlineData("main::{lambda(int)#2}::operator()(int) const", "main::<lambda>::operator()")]
    [InlineData("foo.constprop.0.isra.0", "foo")]
    [InlineData("foo.llvm.1234567", "foo")]
    [InlineData("core::ptr::drop_in_place::h0123456789abcdef", "core::ptr::drop_in_place")]
    [InlineData("<alloc::vec::Vec<T> as core::ops::Drop>::drop", "<alloc::vec::Vec<…> as core::ops::Drop>::drop")]
    [InlineData("get[abi:cxx11](int)", "get")]
    [InlineData("bool operator< <int>(A<int> const&, A<int> const&)", "operator< <…>")]
    [InlineData("ns::operator<<(std::ostream&, int)", "ns::operator<<")]
    [InlineData("A::operator()(int)", "A::operator()")]
    [InlineData("-[Foo bar:baz:]", "-[Foo bar:baz:]")]
    [InlineData("__GI_raise", "raise")]
    [InlineData("??", null)]
    [InlineData("*__GI___libc_free", "__libc_free")]
    [InlineData("__memcpy_avx_unaligned_erms", "memcpy")]
    [InlineData("std::__1::basic_string<char>::append[abi:ne180100](char const*)", "std::basic_string<…>::append")]
    [InlineData("run._omp_fn.3", "run")]
    [InlineData("parse(char const*) (.resume)", "parse")]
    [InlineData("core[2d6e8f0a11223344]::panicking::panic_fmt", "core::panicking::panic_fmt")]
    [InlineData("game::save::load::{closure#2}", "game::save::load::<lambda>")]
    [InlineData("game::save::load::{async_fn#0}", "game::save::load")]
    [InlineData("game::{impl#3}::drop", "game::{impl}::drop")]
    [InlineData("closure #1 in closure #2 in Game.load(from: String) -> Int", "Game.load.<lambda>")]
    [InlineData("(2) suspend resume partial function for Game.load() async throws -> Int", "Game.load")]
    [InlineData("specialized Array.append(_:)", "Array.append")]
    [InlineData("__42-[Store load:]_block_invoke_2", "-[Store load:]<lambda>")]
    [InlineData("___parse_block_invoke.31", "parse<lambda>")]
    [InlineData("main::$_3::operator()(int) const", "main::<lambda>::operator()")]
    [InlineData("main::'lambda0'(int)::operator()(int) const", "main::<lambda>::operator()")]
    public void Cleans_native_names(string name, string? expected) => Assert.Equal(expected, FunctionNames.Clean(name, NameLanguage.Native));

    [Theory]
    [InlineData("<LoadAsync>d__5.MoveNext", "LoadAsync")]
    [InlineData("<Main>g__Local|0_0", "Main.Local")]
    [InlineData("<>c__DisplayClass3_0.<Run>b__1", "Run.<lambda>")]
    [InlineData("Recurse x 3", "Recurse")]
    [InlineData("Game.Save.<LoadAsync>d__5.MoveNext", "Game.Save.LoadAsync")]
    [InlineData("System.Collections.Generic.List`1[[System.Int32, mscorlib]].Add", "System.Collections.Generic.List.Add")]
    [InlineData("void Game.Save.Load(String path)", "Game.Save.Load")]
    public void Cleans_managed_names(string name, string expected) => Assert.Equal(expected, FunctionNames.Clean(name, NameLanguage.DotNet));

    [Theory]
    [InlineData(NameLanguage.Jvm, "lambda$main$0", "main.<lambda>")]
    [InlineData(NameLanguage.Jvm, "load$lambda$3", "load.<lambda>")]
    [InlineData(NameLanguage.Jvm, "load$default", "load")]
    [InlineData(NameLanguage.Jvm, "access$000", "access$")]
    [InlineData(NameLanguage.Jvm, "onClick$ExternalSyntheticLambda12", "onClick$ExternalSyntheticLambda")]
    [InlineData(NameLanguage.JavaScript, "async Store.load [as run]", "Store.load")]
    [InlineData(NameLanguage.JavaScript, "Object.<anonymous>", "<lambda>")]
    [InlineData(NameLanguage.JavaScript, "t.n", null)]
    [InlineData(NameLanguage.Python, "outer.<locals>.inner", "outer.inner")]
    [InlineData(NameLanguage.Ruby, "block (2 levels) in load", "load.<lambda>")]
    [InlineData(NameLanguage.Ruby, "rescue in load", "load")]
    [InlineData(NameLanguage.Go, "main.(*Store).Load.func1.2", "main.(*Store).Load.<lambda>")]
    [InlineData(NameLanguage.Go, "main.Map[go.shape.int_0]", "main.Map")]
    internal void Cleans_names_of_other_languages(NameLanguage language, string name, string? expected) => Assert.Equal(expected, FunctionNames.Clean(name, language));

    [Theory]
    [InlineData("main.8f3a2b1c.js", "main.js")]
    [InlineData("app-4Fz91a.js?v=3", "app.js")]
    [InlineData("jquery.min.js", "jquery.min.js")]
    public void Files_of_bundles_lose_their_hash(string name, string expected) => Assert.Equal(expected, FileNames.WithoutHash(name));

    [Fact]
    public void Old_keys_stay_as_they_were()
    {
        // Made by version 0 before version 1 existed: a change here would lose the issues of an upgraded server.
        (string?, ulong, string)[] frames = [("app::parse(int)", 0x10, "/opt/app/app"), ("app::load()", 0x20, "/opt/app/app"), ("main", 0x30, "/opt/app/app")];
        Assert.Equal((0, "d6658b68cabffa6342bb91b49dd0fc39"), Grouper.Older(Native(0x1000, frames)));
    }

    [Fact]
    public void A_renamed_caller_and_a_new_helper_do_not_decide()
    {
        const string app = "/opt/app/app";
        var before = Native(1, ("list_get", 1, app), ("inventory::merge_stack(int)", 2, app), ("with_lock", 3, app), ("handle_request", 4, app), ("main", 5, app));
        var after = Native(7, ("get_checked", 1, app), ("list_get", 1, app), ("inventory::merge_stack(long)", 2, app), ("with_guard", 3, app), ("on_request", 4, app), ("main", 5, app));
        Assert.Equal(Grouper.Group(before).Key, Grouper.Group(after).Key);
        Assert.Equal("inventory::merge_stack", Grouper.Group(before).Signature);
        var other = Native(1, ("list_get", 1, app), ("inventory::split_stack(int)", 2, app), ("with_lock", 3, app), ("handle_request", 4, app), ("main", 5, app));
        Assert.NotEqual(Grouper.Group(before).Key, Grouper.Group(other).Key);
    }

    [Fact]
    public void Hangs_and_lack_of_memory_are_kinds_of_their_own()
    {
        var crash = Native(1, ("app::parse()", 1, "/opt/app/app"), ("main", 3, "/opt/app/app"));
        string[] keys = [Grouper.Group(crash).Key, Grouper.Group(crash with { Kind = "hang" }).Key, Grouper.Group(crash with { Crash = crash.Crash! with { Reason = "Out of memory" } }).Key];
        Assert.Equal(3, keys.Distinct().Count());
        var waiting = Native(1, ("pthread_cond_wait", 9, "/usr/lib/libc.so.6"), ("app::parse()", 1, "/opt/app/app"), ("main", 3, "/opt/app/app")) with { Kind = "hang" };
        Assert.Equal(keys[1], Grouper.Group(waiting).Key);
    }

    [Fact]
    public void A_stack_overflow_is_told_by_what_calls_itself()
    {
        Report Overflow(int skipped)
        {
            var deep = Native(1, [("memcpy", 1, "/usr/lib/libc.so.6"), .. Enumerable.Range(skipped, 90).Select(i => ((string?)(i % 2 == 0 ? "app::eval()" : "app::walk()"), 2ul, "/opt/app")), ("main", 3, "/opt/app")]);
            return deep with { Crash = deep.Crash! with { Reason = "SIGSEGV: stack overflow" } };
        }

        Assert.Equal(Grouper.Group(Overflow(0)).Key, Grouper.Group(Overflow(1)).Key);
        Assert.Equal("app::eval", Grouper.Group(Overflow(1)).Signature);
    }

    [Fact]
    public void A_client_fingerprint_of_any_size_is_cut_and_marked()
    {
        var report = new Report { Message = "m", ClientFingerprint = [new string('x', 1_000_000), .. Enumerable.Repeat("a\0b", 10_000)] };
        var stack = Grouper.Normalise(report);
        Assert.True(stack.Facts!.ClientFingerprintCut);
        Assert.Equal(GroupingLimits.MaxFingerprintParts, stack.Facts.ClientFingerprint.Count);
        Assert.All(stack.Facts.ClientFingerprint, part => Assert.True(part.Length <= GroupingLimits.MaxFingerprintPart && !part.Contains('\0')));
        Assert.Contains("was cut", Grouper.Group(report).Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Address_space_and_lines_do_not_matter()
    {
        (string?, ulong, string)[] named = [("app::parse(int)", 0x10, "/opt/app/app"), ("app::load()", 0x20, "/opt/app/app"), ("main", 0x30, "/opt/app/app")];
        Assert.Equal(Grouper.Group(Native(0x1000, named)).Key, Grouper.Group(Native(0x7f00_0000_1234, named)).Key);
        (string?, ulong, string)[] unnamed = [(null, 0x10, "/opt/app/app"), (null, 0x20, "/opt/app/app")];
        Assert.Equal(Grouper.Group(Native(0x1000, unnamed)).Key, Grouper.Group(Native(0x9000, unnamed)).Key);
        Assert.NotEqual(Grouper.Group(Native(0x1000, named)).Key, Grouper.Group(Native(0x1000, unnamed)).Key);
    }

    [Fact]
    public void The_machinery_of_a_crash_does_not_decide()
    {
        const string libc = "/usr/lib/x86_64-linux-gnu/libc.so.6", app = "/opt/app/app";
        var direct = Grouper.Group(Native(1, ("app::check()", 1, app), ("app::run()", 2, app), ("main", 3, app)));
        var asserted = Grouper.Group(Native(1, ("raise", 7, libc), ("abort", 8, libc), ("__assert_fail", 9, libc), ("app::check()", 1, app), ("app::run()", 2, app), ("main", 3, app), ("__libc_start_main", 5, libc)));
        Assert.Equal(direct.Key, asserted.Key);
        Assert.Equal("app::check", asserted.Signature);
        Assert.Equal(("SIGSEGV / SEGV_MAPERR: null + 24", "app::check in app"), (asserted.Title, asserted.Culprit));
    }

    [Fact]
    public void Depth_of_recursion_does_not_decide()
    {
        string Key(int depth) => Grouper.Group(Native(1, [.. Enumerable.Repeat(("app::f()", 1ul, "/opt/app"), depth).Select(f => ((string?)f.Item1, f.Item2, f.Item3)), ("app::g()", 2, "/opt/app"), ("main", 3, "/opt/app")])).Key;
        Assert.Equal(Key(3), Key(60));
    }

    [Fact]
    public void Inlining_does_not_decide()
    {
        var plain = Native(1, ("app::a()", 1, "/opt/app"), ("app::b()", 2, "/opt/app"), ("main", 3, "/opt/app"));
        var thread = plain.Threads[0];
        var inlined = plain with
        {
            Threads = [thread with { Frames = [thread.Frames[1] with { Inlines = [new InlineFrame("app::a()", "a.cc", 4)] }, thread.Frames[2]] }],
        };
        Assert.Equal(Grouper.Group(plain).Key, Grouper.Group(inlined).Key);
    }

    [Fact]
    public void Messages_group_without_what_varies()
    {
        string Key(string message) => Grouper.Group(new Report { Message = message }).Key;
        Assert.Equal(Key("user 42 not found at https://a.b/c?d=1"), Key("user 7 not found at http://x/y"));
        Assert.Equal(Key("key 'abc' from 10.0.0.1 id 550e8400-e29b-41d4-a716-446655440000"), Key("key 'def' from 10.9.0.1 id 660e8400-e29b-41d4-a716-446655440000"));
        Assert.NotEqual(Key("disk full"), Key("disk gone"));
    }

    [Fact]
    public void Obeys_the_clients_fingerprint_and_its_tokens()
    {
        var report = new Report { Message = "m", Exceptions = [new ReportException { Type = "T", Value = "v 1" }], Tags = new Dictionary<string, string> { ["a"] = "x" } };
        var own = Grouper.Group(report);
        Assert.Equal(own.Key, Grouper.Group(report with { ClientFingerprint = ["{{ default }}"] }).Key);
        var custom = Grouper.Group(report with { ClientFingerprint = ["{{default}}", "{{ tags.a }}"] });
        Assert.NotEqual(own.Key, custom.Key);
        Assert.Equal(custom.Key, Grouper.Group(report with { ClientFingerprint = ["{{ default }}", "x"] }).Key);
    }

    [Fact]
    public void Synthetic_types_do_not_decide()
    {
        var frames = Native(1, ("app::a()", 1, "/opt/app"), ("main", 3, "/opt/app")).Threads[0].Frames;
        string Key(string type) => Grouper.Group(new Report { Platform = "native", Exceptions = [new ReportException { Type = type, Synthetic = true, Frames = frames }] }).Key;
        Assert.Equal(Key("SIGSEGV"), Key("SIGBUS"));
    }

    [Fact]
    public void Never_throws() => Gen.Select(Gen.String, Gen.String, Gen.Bool).Sample((a, b, native) =>
    {
        foreach (var language in Enum.GetValues<NameLanguage>())
        {
            FunctionNames.Clean(a, language);
            FunctionNames.Clean("x<" + a + "(" + b, language);
            FunctionNames.Clean("$_'lambda" + a + "'{closure" + b + " in [", language);
        }

        var key = Grouper.Group(new Report { Message = a, ClientFingerprint = [b], Platform = native ? "native" : "node", Exceptions = [new ReportException { Frames = [new Frame { Function = b, File = a }] }] }).Key;
        Assert.Equal(32, key.Length);
    });
}
