using Inquest.Formats.Cpu;
using Inquest.Reports;
using Inquest.Unwind.Tests.Synthetic;

namespace Inquest.Unwind.Tests;

public sealed class Amd64Tests
{
    const ulong App = 0x40_0000;
    const ulong Stack = 0x7fff_0000_1000;

    const string Symbols = """
        FUNC 1000 100 0 inner
        FUNC 1100 100 0 outer
        FUNC 1200 100 0 _start
        STACK CFI INIT 1000 100 .cfa: $rsp 8 + .ra: .cfa -8 + ^
        STACK CFI 1010 .cfa: $rsp 32 + $rbx: .cfa -16 + ^
        STACK CFI INIT 1100 100 .cfa: $rsp 16 + .ra: .cfa -8 + ^
        STACK CFI INIT 1200 100 .cfa: $rsp 8 + .ra: .undef
        """;

    static Process App1(string symbols = Symbols) => new Process(RegisterLayout.Amd64).Module("app", App, 0x10000, symbols);

    [Fact]
    public void Follows_rules_to_the_outermost_frame()
    {
        var walk = App1().Words(Stack, 1, 2, 0xBB, App + 0x1120, 3, App + 0x1210, 4, App + 0x1130)
            .Walk(("rip", App + 0x1020), ("rsp", Stack), ("rbx", 7), ("r12", 0x12));

        Expect.Frames(walk, "Context 401020", "Cfi 401120", "Cfi 401210");
        Assert.Equal(StackEnd.EndOfStack, walk.EndedBy);
        var outer = walk.Frames[1];
        Assert.Equal("outer", outer.Function);
        Assert.Equal(App + 0x111f, outer.Instruction);
        Assert.Equal(0x111fUL, outer.ModuleOffset);
        Assert.Contains(new RegisterValue("rbx", 0xBB), outer.Registers);
        Assert.Contains(new RegisterValue("r12", 0x12), outer.Registers);
    }

    [Fact]
    public void Follows_frame_pointers_where_no_rule_is()
    {
        var walk = new Process(RegisterLayout.Amd64).Module("app", App, 0x10000)
            .Words(Stack, 9, 9, Stack + 0x30, App + 0x1120, 9, 9, Stack + 0x50, App + 0x1130, 0, 0, 0)
            .Walk(("rip", App + 0x1020), ("rsp", Stack), ("rbp", Stack + 0x10));

        Expect.Frames(walk, "Context 401020", "FramePointer 401120", "FramePointer 401130");
    }

    [Fact]
    public void Leaves_the_frame_pointer_of_windows_alone()
    {
        var walk = new Process(RegisterLayout.Amd64) { Os = UnwindOs.Windows }.Module("app", App, 0x10000)
            .Words(Stack, 9, App + 0x1199, Stack + 0x30, App + 0x1120, 9, 9, Stack + 0x40, App + 0x1130, 0)
            .Walk(("rip", App + 0x1020), ("rsp", Stack), ("rbp", Stack + 0x10));

        Assert.Equal(FrameTrust.Scan, walk.Frames[1].Trust);
        Assert.Equal(App + 0x1199, walk.Frames[1].ResumeAddress);
    }

    [Fact]
    public void A_searched_word_in_pages_that_cannot_be_executed_is_no_frame()
    {
        var walk = new Process(RegisterLayout.Amd64).Module("app", App, 0x10000)
            .Region(App, 0x2000, "r-x").Region(App + 0x2000, 0xe000, "rw-").Region(Stack, 0x1000, "rw-")
            .Words(Stack, App + 0x2100, App + 0x1120)
            .Walk(("rip", App + 0x1020), ("rsp", Stack));

        Expect.Frames(walk, "Context 401020", "Scan 401120");
    }

    [Fact]
    public void A_searched_word_that_no_call_precedes_is_no_frame()
    {
        var walk = App1("FUNC 1000 1000 0 f").Bytes(App + 0x1100, new byte[64])
            .Bytes(App + 0x1200, 0x90, 0x90, 0x90, 0xE8, 1, 2, 3, 4)
            .Words(Stack, App + 0x1120, App + 0x1208)
            .Walk(("rip", App + 0x1020), ("rsp", Stack));

        Expect.Frames(walk, "Context 401020", "Scan 401208");
    }

    [Fact]
    public void A_searched_word_whose_rules_lead_out_of_code_is_no_frame()
    {
        // The word at the bottom looks like a frame of `outer`, but then its caller would be the stack itself.
        var walk = App1().Words(Stack, App + 0x1120, 5, Stack + 8, App + 0x1130, 6, App + 0x1210, 0, 0)
            .Walk(("rip", App + 0x5000), ("rsp", Stack));

        Expect.Frames(walk, "Context 405000", "Scan 401130", "Cfi 401210");
    }

    [Theory]
    [InlineData("PUBLIC 2000 0 __restore_rt", "")]
    [InlineData("", "48C7C00F0000000F05")]
    [InlineData("", "")]
    public void Goes_on_past_a_signal_handler(string names, string code)
    {
        const ulong altStack = 0x7000_0000_0000;
        var context = new ulong[40];
        context[0] = 7;
        (context[5], context[15], context[16], context[20], context[21]) = (0x88, Stack + 0x800, 0xBB, Stack, App + 0x1020);
        (context[22], context[23]) = (0x10202, 0x002b_0000_0000_0033);
        var process = App1(Symbols).Module("libc", 0x50_0000, 0x10000, names.Length == 0 ? "PUBLIC 10 0 x" : names)
            .Words(altStack, [0x11, 0x50_2000, .. context])
            .Words(Stack, 1, 2, 0xBB, App + 0x1120, 3, App + 0x1210);
        if (code.Length > 0)
        {
            process.Bytes(0x50_2000, Convert.FromHexString(code));
        }

        var walk = process.Walk(("rip", App + 0x1150), ("rsp", altStack));

        Expect.Frames(walk, "Context 401150", "Cfi 502000", "Cfi 401020", "Cfi 401120", "Cfi 401210");
        Assert.Equal(0x50_2000UL, walk.Frames[1].Instruction);
        Assert.Equal(App + 0x1020, walk.Frames[2].Instruction);
        Assert.Equal("inner", walk.Frames[2].Function);
        Assert.Contains(new RegisterValue("r8", 0x88), walk.Frames[2].Registers);
    }

    [Fact]
    public void Names_unloaded_modules_of_an_address_without_a_module()
    {
        var process = new Process(RegisterLayout.Amd64);
        var unwind = process.Build();
        unwind = new UnwindProcess(unwind.Layout, unwind.Memory, unwind.Modules, unwind.Symbols)
        {
            UnloadedModules = [new UnloadedModule(0x1000, 0x1000, "gone.dll"), new UnloadedModule(0x1800, 0x1000, "older.dll")],
        };

        var frame = new StackWalker(unwind, UnwindLimits.Default).Walk(process.Registers(("rip", 0x1900)), null).Frames[0];

        Assert.Equal([new UnloadedHit("gone.dll", 0x900), new UnloadedHit("older.dll", 0x100)], frame.UnloadedModules);
        Assert.False(frame.MissingSymbols);
    }
}
