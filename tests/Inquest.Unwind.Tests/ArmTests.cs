using Inquest.Formats.Cpu;
using Inquest.Unwind.Tests.Synthetic;

namespace Inquest.Unwind.Tests;

public sealed class ArmTests
{
    const ulong App = 0x1_0000;
    const ulong Stack = 0xbe00_0000;

    [Fact]
    public void Chains_r7_on_ios()
    {
        var walk = new Process(RegisterLayout.Arm) { Os = UnwindOs.Ios }.Module("app", App, 0x10000)
            .Words(Stack, 1, 2, Stack + 0x18, App + 0x1111, 3, 4, 0, App + 0x1221)
            .Walk(("pc", App + 0x1000), ("sp", Stack), ("r7", Stack + 8));

        Expect.Frames(walk, "Context 11000", "FramePointer 11111", "FramePointer 11221");
        Assert.Equal(App + 0x110f, walk.Frames[1].Instruction);
    }

    [Fact]
    public void Follows_rules_without_dollar_signs()
    {
        var walk = new Process(RegisterLayout.Arm).Module("app", App, 0x10000, """
            FUNC 1000 100 0 leaf
            FUNC 1100 100 0 outer
            STACK CFI INIT 1000 100 .cfa: sp 0 + .ra: lr
            STACK CFI INIT 1100 100 .cfa: sp 8 + .ra: .cfa -4 + ^ r7: .cfa -8 + ^
            """)
            .Words(Stack, 7, App + 0x1221)
            .Walk(("pc", App + 0x1000), ("sp", Stack), ("lr", App + 0x1111));

        Expect.Frames(walk, "Context 11000", "Cfi 11111", "Cfi 11221");
    }

    [Fact]
    public void Prefers_a_return_address_beside_a_kept_register()
    {
        const ulong kept = 0x5555_0000;
        var walk = new Process(RegisterLayout.Arm) { Os = UnwindOs.Android }.Module("app", App, 0x10000)
            .Words(Stack, 1, App + 0x1f01, 2, kept, App + 0x1111, 3, kept, App + 0x1221)
            .Walk(("pc", App + 0x1000), ("sp", Stack), ("r7", kept));

        Expect.Frames(walk, "Context 11000", "Scan 11111", "Scan 11221");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Goes_on_past_a_signal_handler(bool hasInfo)
    {
        ulong[] head = hasInfo ? [11, .. new ulong[31], 0, 0, 0, 0, 0, 14, 0, 0] : [0x5ac3c35a, 0, 0, 0, 0, 14, 0, 0];
        ulong[] saved = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, Stack + 0x1000, 0, App + 0x1010, 0x6000_0030];
        var walk = new Process(RegisterLayout.Arm).Module("app", App, 0x10000, "FUNC 1000 900 0 f\nSTACK CFI INIT 1000 900 .cfa: sp 8 + .ra: .cfa -4 + ^")
            .Module("libc", 0x8_0000, 0x1000, "PUBLIC 100 0 " + (hasInfo ? "__restore_rt" : "__restore"))
            .Words(Stack, [0, 0x8_0100, .. head, .. saved])
            .Words(Stack + 0x1000, 0, App + 0x1200, 0, 0)
            .Walk(("pc", App + 0x1500), ("sp", Stack));

        Expect.Frames(walk, "Context 11500", "Cfi 80100", "Cfi 11010", "Cfi 11200");
    }
}
