using CsCheck;
using Inquest.Formats.Cpu;
using Inquest.Unwind.Tests.Synthetic;

namespace Inquest.Unwind.Tests;

public sealed class HostileStackTests
{
    const ulong App = 0x40_0000;
    const ulong Stack = 0x7fff_0000;

    [Fact]
    public void A_cycle_of_frame_pointers_ends()
    {
        var walk = new Process(RegisterLayout.X86).Module("app", App, 0x10000)
            .Words(Stack, Stack + 8, App + 0x1000, Stack, App + 0x1100)
            .Walk(("eip", App), ("esp", Stack), ("ebp", Stack));

        Assert.InRange(walk.Frames.Count, 1, 4);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MaxValue - 7)]
    [InlineData(0UL)]
    public void A_stack_pointer_at_the_edge_of_the_address_space_ends_the_walk(ulong sp)
    {
        foreach (var layout in Layouts)
        {
            var process = new Process(layout).Module("app", App, 0x10000, "FUNC 0 10000 0 f\nSTACK CFI INIT 0 10000 .cfa: $rsp 8 + .ra: .cfa -8 + ^");
            var registers = new RegisterFile(layout);
            for (var i = 0; i < layout.Names.Count; i++)
            {
                registers[i] = sp;
            }

            registers[layout.ProgramCounter] = App + 0x100;
            var walk = new StackWalker(process.Build(), UnwindLimits.Default).Walk(registers, new StackRange(sp, ulong.MaxValue));

            Assert.Single(walk.Frames);
        }
    }

    [Fact]
    public void Deep_recursion_is_cut_and_counted()
    {
        var words = Enumerable.Repeat(App + 0x1120, 5000).Append(0UL).ToArray();
        var limits = UnwindLimits.Default with { MaxFrames = 10 };
        var walk = new Process(RegisterLayout.Amd64).Module("app", App, 0x10000, "FUNC 1000 1000 0 f\nSTACK CFI INIT 1000 1000 .cfa: $rsp 8 + .ra: .cfa -8 + ^")
            .Words(Stack, words).Walk(limits, ("rip", App + 0x1010), ("rsp", Stack));

        Assert.Equal((10, 4991, StackEnd.EndOfStack), (walk.Frames.Count, walk.FramesOmitted, walk.EndedBy));
    }

    [Fact]
    public void Frames_beyond_the_limit_are_not_walked()
    {
        var words = Enumerable.Repeat(App + 0x1120, 5000).ToArray();
        var limits = UnwindLimits.Default with { MaxFrames = 10, MaxFramesWalked = 100 };
        var walk = new Process(RegisterLayout.Amd64).Module("app", App, 0x10000, "FUNC 1000 1000 0 f\nSTACK CFI INIT 1000 1000 .cfa: $rsp 8 + .ra: .cfa -8 + ^")
            .Words(Stack, words).Walk(limits, ("rip", App + 0x1010), ("rsp", Stack));

        Assert.Equal((90, StackEnd.Limit, "limit"), (walk.FramesOmitted, walk.EndedBy, walk.EndedByText));
    }

    [Theory]
    [InlineData(".cfa: $rsp 0 / .ra: 1")]
    [InlineData(".cfa: $rsp 3 @ .ra: 1")]
    [InlineData(".cfa: + .ra: 1")]
    [InlineData(".cfa: .cfa .ra: 1")]
    [InlineData(".cfa: $nothing .ra: 1")]
    [InlineData(".cfa: ^ ^ ^ .ra:")]
    [InlineData(".ra: 1")]
    [InlineData(": : :")]
    [InlineData("")]
    public void Broken_rules_fail_and_the_next_method_is_tried(string rules)
    {
        var walk = new Process(RegisterLayout.Amd64).Module("app", App, 0x10000, "FUNC 1000 1000 0 f\nSTACK CFI INIT 1000 100 " + rules)
            .Words(Stack, 1, App + 0x1120, 2).Walk(("rip", App + 0x1010), ("rsp", Stack));

        Assert.Equal("Scan", walk.Frames[1].Trust.ToString());
    }

    [Fact]
    public void A_rule_deeper_than_the_limit_fails()
    {
        var deep = string.Concat(Enumerable.Repeat("1 ", 200));
        var walk = new Process(RegisterLayout.Amd64).Module("app", App, 0x10000, $"FUNC 1000 1000 0 f\nSTACK CFI INIT 1000 100 .cfa: {deep}.ra: 1")
            .Words(Stack, 0, 0).Walk(("rip", App + 0x1010), ("rsp", Stack));

        Assert.Single(walk.Frames);
    }

    [Fact]
    public void Nothing_on_a_stack_makes_the_walk_throw_or_run_on()
    {
        Gen.Select(Gen.Int[0, 3], Gen.ULong[0, 40].Array[0, 200], Gen.ULong.Array[0, 20], Gen.Int[0, 4]).Sample((layoutIndex, small, wild, os) =>
        {
            var layout = Layouts[layoutIndex];
            var size = (ulong)layout.PointerSize;
            // Words that point into code, into the stack, or nowhere.
            var words = small.Select((w, i) => w < 12 ? App + (w * 0x111) : w < 30 ? Stack + (w * size) : (ulong)i)
                .Concat(wild).ToArray();
            var process = new Process(layout) { Os = (UnwindOs)os }.Module("app", App, 0x10000, """
                FUNC 0 500 0 f
                PUBLIC 600 0 __restore_rt
                STACK CFI INIT 100 100 .cfa: $rsp 8 + .ra: .cfa -8 + ^
                STACK WIN 4 200 100 0 0 4 4 4 0 1 $T0 .raSearch = $eip $T0 ^ = $esp $T0 4 + =
                STACK WIN 0 300 100 0 0 4 4 4 0 0 1
                """).Words(Stack, words);
            var registers = new RegisterFile(layout);
            for (var i = 0; i < layout.Names.Count; i++)
            {
                registers[i] = words.Length == 0 ? 0 : words[i % words.Length];
            }

            registers[layout.StackPointer] = Stack;
            var walk = new StackWalker(process.Build(), UnwindLimits.Default).Walk(registers, null);
            return walk.Frames.Count <= words.Length + 2 + UnwindLimits.Default.MaxSignalFrames * (words.Length + 1);
        }, iter: 3000);
    }

    static readonly RegisterLayout[] Layouts = [RegisterLayout.X86, RegisterLayout.Amd64, RegisterLayout.Arm, RegisterLayout.Arm64];
}
