using System.Buffers.Binary;
using CsCheck;
using Inquest.Formats.Elf;

namespace Inquest.Formats.Tests.Elf;

public sealed class ArmExceptionIndexTests
{
    const ushort Arm = 40;
    const uint Section = 0x70000001;
    const ulong Place = 0x8000;

    [Fact]
    public void A_function_that_pushed_registers_and_made_room()
    {
        // add sp, 8; pop {r4, r5, lr}; finish
        var entry = Assert.Single(Read(0x8001_A9B0));
        Assert.Equal(new ArmUnwindEntry(0x1000, 0x100, 13, 20, []) with { Saved = entry.Saved }, entry);
        Assert.Equal([(4, -12), (5, -8), (14, -4)], entry.Saved);
    }

    [Fact]
    public void A_frame_pointer_is_where_the_frame_counts_from()
    {
        // sp = r11; sub sp, 8; pop {r4, …} is refused before a rebase only
        var entry = Assert.Single(Read(0x809B_41B0));
        Assert.Equal((11, -8), (entry.CfaRegister, entry.CfaOffset));
    }

    [Fact]
    public void A_leaf_has_its_return_address_in_the_link_register() =>
        Assert.Empty(Assert.Single(Read(0x80B0_B0B0)).Saved);

    [Fact]
    public void A_popped_program_counter_is_the_return_address()
    {
        // 8 8 00: pop {pc}
        var entry = Assert.Single(Read(0x8088_00B0));
        Assert.Equal([(14, -4)], entry.Saved);
    }

    [Theory]
    [InlineData(1u)] // cannot unwind
    [InlineData(0x8080_00B0u)] // refuse
    [InlineData(0x809D_B0B0u)] // sp = sp
    [InlineData(0x80A8_9BB0u)] // sp = r11 after something was popped
    [InlineData(0x80B4_B0B0u)] // spare
    [InlineData(0x0000_1000u)] // a longer description that is not in the file
    public void What_no_rule_can_express_gives_none(uint word) => Assert.Empty(Read(word));

    [Fact]
    public void Thumb_functions_lose_their_bit() => Assert.Equal(0x1000u, Assert.Single(Read(0x80B0_B0B0, isThumb: true)).Start);

    [Fact]
    public void Never_throws() => Gen.Byte.Array[0, 300].Sample(static bytes => _ = ArmExceptionIndex.Read(Open(bytes)).Count());

    static List<ArmUnwindEntry> Read(uint word, bool isThumb = false)
    {
        var bytes = new byte[16];
        Write(bytes, 0, Prel31(0x1000 + (isThumb ? 1u : 0), Place));
        Write(bytes, 4, word);
        Write(bytes, 8, Prel31(0x1100, Place + 8));
        Write(bytes, 12, 1);
        return [.. ArmExceptionIndex.Read(Open(bytes))];
    }

    static ElfFile Open(byte[] index)
    {
        var file = new ElfBuilder(is64Bit: false, machine: Arm).Section(".ARM.exidx", Section, index, flags: 2, address: Place).Build();
        Assert.Equal(ElfError.None, ElfFile.TryOpen(new MemoryFileBytes(file), ElfLimits.Default, out var elf));
        return elf!;
    }

    static uint Prel31(ulong target, ulong place) => (uint)(target - place) & 0x7FFF_FFFF;

    static void Write(byte[] bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
}
