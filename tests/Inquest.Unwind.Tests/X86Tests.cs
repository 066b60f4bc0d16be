using Inquest.Formats.Cpu;
using Inquest.Reports;
using Inquest.Unwind.Tests.Synthetic;

namespace Inquest.Unwind.Tests;

public sealed class X86Tests
{
    const ulong App = 0x40_0000;
    const ulong Stack = 0x8000_0000;

    static Process Windows(string symbols) =>
        new Process(RegisterLayout.X86) { Os = UnwindOs.Windows }.Module("app", App, 0x10000, symbols);

    [Fact]
    public void Runs_the_program_of_frame_data()
    {
        var walk = Windows("""
            FUNC 1000 100 0 inner
            FUNC 1100 100 0 outer
            STACK WIN 4 1000 100 0 0 8 0 10 0 1 $T0 $ebp = $eip $T0 4 + ^ = $ebp $T0 ^ = $esp $T0 8 + = $ebx $T0 4 - ^ =
            """)
            .Words(Stack, 1, 2, 3, 0xBB, Stack + 0x40, App + 0x1120, 5, 6)
            .Walk(("eip", App + 0x1010), ("esp", Stack), ("ebp", Stack + 0x10));

        Assert.Equal(FrameTrust.Cfi, walk.Frames[1].Trust);
        Assert.Equal(App + 0x1120, walk.Frames[1].ResumeAddress);
        Assert.Contains(new RegisterValue("esp", Stack + 0x18), walk.Frames[1].Registers);
        Assert.Contains(new RegisterValue("ebx", 0xBB), walk.Frames[1].Registers);
        Assert.Equal(8U, walk.Frames[0].ParameterSize);
    }

    [Fact]
    public void Steps_over_the_arguments_of_the_frame_inside()
    {
        // `inner` takes 8 bytes of arguments, which lie between the stack pointer of `middle` and its own saved registers.
        var walk = Windows("""
            FUNC 1000 100 8 inner
            FUNC 1100 100 0 middle
            FUNC 1200 100 0 outer
            STACK WIN 0 1000 100 0 0 8 0 4 0 0 0
            STACK WIN 0 1100 100 0 0 0 4 4 0 0 1
            """)
            .Words(Stack, 1, App + 0x1120, 0xA1, 0xA2, Stack + 0x80, 0x10, App + 0x1220, 0)
            .Walk(("eip", App + 0x1010), ("esp", Stack), ("ebp", 0x77));

        Expect.Frames(walk, "Context 401010", "Cfi 401120", "Cfi 401220");
    }

    [Fact]
    public void Takes_a_program_whose_equals_sign_sticks_to_the_next_word()
    {
        var walk = Windows("""
            FUNC 1000 100 0 inner
            FUNC 1100 100 0 outer
            STACK WIN 4 1000 100 0 0 0 0 0 0 1 $T0 $ebp = $eip $T0 4 + ^ =$ebp $T0 ^ =$esp $T0 8 + =
            """)
            .Words(Stack, 1, 2, 3, 4, Stack + 0x40, App + 0x1120, 5, 6)
            .Walk(("eip", App + 0x1010), ("esp", Stack), ("ebp", Stack + 0x10));

        Assert.Equal(App + 0x1120, walk.Frames[1].ResumeAddress);
        Assert.Equal(FrameTrust.Cfi, walk.Frames[1].Trust);
    }

    [Theory]
    [InlineData("$eip")]
    [InlineData("$T0 $T0 =")]
    [InlineData("$eip 4 0 / =")]
    [InlineData("$eip 0 ^ = $esp 4 =")]
    [InlineData("= = =")]
    [InlineData("1 2 3 4 5")]
    public void A_broken_program_falls_back_to_the_search(string program)
    {
        var walk = Windows($"FUNC 1000 200 0 f\nSTACK WIN 4 1000 200 0 0 0 0 0 0 1 {program}")
            .Words(Stack, 1, 2, App + 0x1120, 5, 6)
            .Walk(("eip", App + 0x1010), ("esp", Stack), ("ebp", 0));

        Assert.Equal("Scan", walk.Frames[1].Trust.ToString());
        Assert.Equal(App + 0x1120, walk.Frames[1].ResumeAddress);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Goes_on_past_a_signal_handler(bool hasInfo)
    {
        ulong[] saved = [0, 0, 0x2b, 0x2b, 0xD1, 0x51, Stack + 0x210, Stack + 0x200, 0xBB, 0xDD, 0xCC, 0xAA, 14, 0, App + 0x1010, 0x23, 0x10202];
        ulong[] frame = hasInfo
            ? [11, Stack + 0x20, Stack + 0x30, 0, 0, 0, 0, 0, 0, 0, /* ucontext */ 0, 0, 0, 0, 0, .. saved]
            : [11, .. saved];
        var walk = new Process(RegisterLayout.X86).Module("app", App, 0x10000).Module("vdso", 0x50_0000, 0x1000)
            .Bytes(0x50_0000, hasInfo ? [0xB8, 0xAD, 0, 0, 0, 0xCD, 0x80, 0, 0] : [0x58, 0xB8, 0x77, 0, 0, 0, 0xCD, 0x80, 0])
            .Words(Stack, [Stack + 0x300, 0x50_0000, .. frame, .. new ulong[(0x210 / 4) - 2 - frame.Length], Stack + 0x240, App + 0x1120])
            .Walk(("eip", App + 0x1500), ("esp", Stack - 4 + 4), ("ebp", Stack));

        Expect.Frames(walk, "Context 401500", "FramePointer 500000", "Cfi 401010", "FramePointer 401120");
        Assert.Contains(new RegisterValue("edi", 0xD1), walk.Frames[2].Registers);
    }
}
