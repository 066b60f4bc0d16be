using CsCheck;
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
    public void Cleans_native_names(string name, string? expected) => Assert.Equal(expected, FunctionNames.Clean(name, isNative: true));

    [Theory]
    [InlineData("<LoadAsync>d__5.MoveNext", "LoadAsync")]
    [InlineData("<Main>g__Local|0_0", "Main.Local")]
    [InlineData("<>c__DisplayClass3_0.<Run>b__1", "Run.<lambda>")]
    [InlineData("Recurse x 3", "Recurse")]
    [InlineData("lambda$main$0", "lambda$main$")]
    public void Cleans_managed_names(string name, string expected) => Assert.Equal(expected, FunctionNames.Clean(name, isNative: false));

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
        Assert.Equal("app::check | app::run | main", asserted.Signature);
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
        FunctionNames.Clean(a, native);
        FunctionNames.Clean("x<" + a + "(" + b, native);
        var key = Grouper.Group(new Report { Message = a, ClientFingerprint = [b], Platform = native ? "native" : "node", Exceptions = [new ReportException { Frames = [new Frame { Function = b, File = a }] }] }).Key;
        Assert.Equal(32, key.Length);
    });
}
