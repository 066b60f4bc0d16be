using Inquest.Formats.Cpu;
using Inquest.Unwind.Tests.Synthetic;

namespace Inquest.Unwind.Tests;

public sealed class Arm64Tests
{
    const ulong App = 0x1_0000_0000;
    const ulong Stack = 0x1_6f00_0000;
    const ulong Signature = 0x00a5_8000_0000_0000;

    const string Symbols = """
        FUNC 1000 100 0 leaf
        FUNC 1100 100 0 middle
        FUNC 1200 100 0 outer
        """;

    [Fact]
    public void Takes_the_signature_off_return_addresses()
    {
        var walk = new Process(RegisterLayout.Arm64) { Os = UnwindOs.MacOs }.Module("app", App, 0x10000)
            .Words(Stack, 0, 0, (Stack + 0x30) | Signature, (App + 0x1110) | Signature, 0, 0, 0, App + 0x1210, 0, 0)
            .Walk(("pc", App + 0x1000), ("sp", Stack), ("fp", Stack + 0x10));

        Expect.Frames(walk, "Context 100001000", "FramePointer 100001110", "FramePointer 100001210");
        Assert.Equal(App + 0x110c, walk.Frames[1].Instruction);
        Assert.Equal(StackEnd.EndOfStack, walk.EndedBy);
    }

    [Fact]
    public void Finds_the_caller_of_a_leaf_in_the_link_register()
    {
        var walk = new Process(RegisterLayout.Arm64).Module("app", App, 0x10000, Symbols)
            .Words(Stack, 0, 0, 0, App + 0x1210, 0, 0)
            .Walk(("pc", App + 0x1010), ("sp", Stack), ("fp", Stack + 0x10), ("lr", App + 0x1110));

        Expect.Frames(walk, "Context 100001010", "FramePointer 100001110", "FramePointer 100001210");
    }

    [Fact]
    public void A_link_register_left_over_from_a_call_is_not_a_caller()
    {
        var walk = new Process(RegisterLayout.Arm64).Module("app", App, 0x10000, Symbols)
            .Words(Stack, 0, 0, 0, App + 0x1210, 0, 0)
            .Walk(("pc", App + 0x1050), ("sp", Stack), ("fp", Stack + 0x10), ("lr", App + 0x1040));

        Expect.Frames(walk, "Context 100001050", "FramePointer 100001210");
    }

    [Fact]
    public void A_jump_to_null_was_made_by_who_set_the_link_register()
    {
        var walk = new Process(RegisterLayout.Arm64).Module("app", App, 0x10000)
            .Words(Stack, 0, 0, 0, App + 0x1210, 0, 0)
            .Walk(("pc", 0), ("sp", Stack), ("fp", Stack + 0x10), ("lr", App + 0x1110));

        Expect.Frames(walk, "Context 0", "FramePointer 100001110", "FramePointer 100001210");
    }

    [Fact]
    public void Rules_may_return_by_the_link_register()
    {
        var walk = new Process(RegisterLayout.Arm64).Module("app", App, 0x10000, Symbols + """

            STACK CFI INIT 1000 100 .cfa: sp 0 + .ra: x30
            STACK CFI INIT 1100 100 .cfa: sp 16 + .ra: .cfa -8 + ^ x29: .cfa -16 + ^
            """)
            .Words(Stack, 0x77, App + 0x1210, 0, 0)
            .Walk(("pc", App + 0x1010), ("sp", Stack), ("fp", 0), ("lr", App + 0x1110));

        Expect.Frames(walk, "Context 100001010", "Cfi 100001110", "Cfi 100001210");
    }

    [Fact]
    public void Goes_on_past_a_signal_handler()
    {
        var frame = new ulong[(128 + 184) / 8];
        frame[0] = 11;
        var registers = new ulong[34];
        (registers[0], registers[29], registers[30], registers[31], registers[32]) = (0xA0, 0, 0, Stack + 0x1000, App + 0x1010);
        var walk = new Process(RegisterLayout.Arm64).Module("app", App, 0x10000).Module("vdso", 0x2_0000_0000, 0x1000)
            .Bytes(0x2_0000_0100, 0x68, 0x11, 0x80, 0xD2, 0x01, 0, 0, 0xD4, 0)
            .Words(Stack, [Stack + 0x100, 0x2_0000_0100, .. frame, .. registers])
            .Words(Stack + 0x1000, 0, 0)
            .Walk(("pc", App + 0x1500), ("sp", Stack - 0), ("fp", Stack));

        Expect.Frames(walk, "Context 100001500", "FramePointer 200000100", "Cfi 100001010");
        Assert.Equal(App + 0x1010, walk.Frames[2].Instruction);
    }
}
