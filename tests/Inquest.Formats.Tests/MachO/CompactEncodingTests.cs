using Inquest.Formats.Cpu;
using Inquest.Formats.MachO;

namespace Inquest.Formats.Tests.MachO;

/// <summary>Single encodings, worked out by hand from compact_unwind_encoding.h.</summary>
public sealed class CompactEncodingTests
{
    [Fact]
    public void A_frame_pointer_frame_saves_registers_below_it()
    {
        // Two words below rbp: rbx, then r14.
        var frame = CompactEncoding.Decode(0x0102_0021, CpuArchitecture.Amd64, []);
        Assert.Equal((6, 16L), (frame.CfaRegister, frame.CfaOffset));
        Assert.Equal([(6, -16L), (16, -8L), (3, -32L), (14, -24L)], frame.Saved);
    }

    [Fact]
    public void The_stack_size_may_stand_in_the_code()
    {
        // sub rsp, 0x11188 is at 3, and two pushes come on top.
        byte[] code = [0x55, 0x53, 0x48, 0x81, 0xEC, 0x88, 0x11, 0x01, 0x00];
        var frame = CompactEncoding.Decode(0x0305_4000, CpuArchitecture.Amd64, code);
        Assert.Equal(0x11188 + 16, frame.CfaOffset);
        Assert.Equal(CompactFrameKind.None, CompactEncoding.Decode(0x0305_4000, CpuArchitecture.Amd64, code.AsSpan(0, 8)).Kind);
    }

    [Theory]
    [InlineData(0u, 1, "3")]
    [InlineData(5u, 1, "6")]
    [InlineData(7u, 2, "12 14")]
    [InlineData(119u, 3, "6 15 14")]
    [InlineData(719u, 6, "6 15 14 13 12 3")]
    [InlineData(719u, 5, "6 15 14 13 12")]
    public void Permutations_name_the_registers_from_the_lowest_address(uint permutation, int count, string registers)
    {
        var frame = CompactEncoding.Decode(0x0200_0000 | (20u << 16) | ((uint)count << 10) | permutation, CpuArchitecture.Amd64, []);
        Assert.Equal(CompactFrameKind.Described, frame.Kind);
        Assert.Equal(registers, string.Join(' ', frame.Saved.Where(saved => saved.Register != 16).OrderBy(saved => saved.Offset).Select(saved => saved.Register)));
    }

    [Theory]
    [InlineData(0x0200_1C00u)]
    [InlineData(0x0200_0800u)]
    [InlineData(0x0214_07FFu)]
    [InlineData(0x0700_0000u)]
    [InlineData(0u)]
    public void Encodings_that_make_no_sense_say_nothing(uint encoding) =>
        Assert.Equal(CompactFrameKind.None, CompactEncoding.Decode(encoding, CpuArchitecture.Amd64, []).Kind);

    [Fact]
    public void Other_functions_are_described_by_DWARF()
    {
        Assert.Equal((CompactFrameKind.Dwarf, 0x1234u), Dwarf(0x0400_1234, CpuArchitecture.Amd64));
        Assert.Equal((CompactFrameKind.Dwarf, 0x1234u), Dwarf(0x0300_1234, CpuArchitecture.Arm64));
    }

    [Fact]
    public void Arm64_saves_pairs_downwards()
    {
        var frame = CompactEncoding.Decode(0x0400_0103, CpuArchitecture.Arm64, []);
        Assert.Equal((29, 16L), (frame.CfaRegister, frame.CfaOffset));
        Assert.Equal([(29, -16L), (30, -8L), (19, -24L), (20, -32L), (21, -40L), (22, -48L)], frame.Saved);
        var leaf = CompactEncoding.Decode(0x0200_2001, CpuArchitecture.Arm64, []);
        Assert.Equal((31, 32L, true), (leaf.CfaRegister, leaf.CfaOffset, leaf.ReturnsByRegister));
        Assert.Equal([(19, -8L), (20, -16L)], leaf.Saved);
    }

    [Fact]
    public void A_signed_return_address_does_not_hide_the_prologue()
    {
        // pacibsp; sub sp, sp, #48; stp x20, x19, [sp, #16]; stp x29, x30, [sp, #32]; add x29, sp, #32
        byte[] code =
        [
            0x7F, 0x23, 0x03, 0xD5, 0xFF, 0xC3, 0x00, 0xD1, 0xF4, 0x4F, 0x01, 0xA9, 0xFD, 0x7B, 0x02, 0xA9, 0xFD, 0x83, 0x00, 0x91,
        ];
        var steps = FramePrologue.Read(code, CpuArchitecture.Arm64, CompactEncoding.Decode(0x0400_0001, CpuArchitecture.Arm64, []));
        Assert.Equal([(8, 31, 48L), (12, 31, 48L), (16, 31, 48L), (20, 29, 16L)], steps!.Select(step => (step.After, step.CfaRegister, step.CfaOffset)));
        Assert.Equal([(20, -32L), (19, -24L)], steps![1].Saved);
    }

    static (CompactFrameKind, uint) Dwarf(uint encoding, CpuArchitecture architecture)
    {
        var frame = CompactEncoding.Decode(encoding, architecture, []);
        return (frame.Kind, frame.DwarfOffset);
    }
}
