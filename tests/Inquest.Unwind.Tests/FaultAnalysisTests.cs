using Inquest.Formats.Cpu;
using Inquest.Reports;
using Inquest.Unwind.Instructions;
using Inquest.Unwind.Tests.Synthetic;

namespace Inquest.Unwind.Tests;

public sealed class FaultAnalysisTests
{
    const ulong Code = 0x40_1000;
    const ulong Stack = 0x7fff_0000_0000;

    static readonly byte[] StoreThroughRax = [0xC7, 0x00, 0x05, 0, 0, 0];
    static readonly byte[] PushRax = [0x50];

    static Process At(params byte[] code) => new Process(RegisterLayout.Amd64).Module("app", 0x40_0000, 0x10000)
        .Bytes(Code, code).Region(0x40_0000, 0x10000, "r-x").Region(Stack, 0x1_0000, "rw-").Region(0x5555_0000, 0x1000, "rw-");

    static FaultFindings Analyse(Process process, FaultKind kind, ulong? address, params (string, ulong)[] registers) =>
        FaultAnalysis.Analyse(process.Build(), new FaultQuestion(process.Registers([("rip", Code), ("rsp", Stack + 0x100), .. registers]), address, kind, null));

    [Fact]
    public void A_store_through_null_is_named()
    {
        var found = Analyse(At(StoreThroughRax), FaultKind.Write, 0, ("rax", 0));

        Assert.Equal("mov dword [rax], 0x5", found.Instruction);
        Assert.Equal([new MemoryAccess(0, 4, "write")], found.MemoryAccesses);
        Assert.Equal("null", found.AddressMeaning);
        Assert.Null(found.AdjustedAddress);
        Assert.Empty(found.PossibleBitFlips);
        Assert.Empty(found.Inconsistencies);
    }

    [Fact]
    public void An_offset_from_null_is_told()
    {
        // mov eax, [rcx + rdx*4 + 0x10]
        var found = Analyse(At(0x8B, 0x44, 0x91, 0x10), FaultKind.Access, 24, ("rcx", 0), ("rdx", 2));

        Assert.Equal("mov eax, dword [rcx + rdx * 4 + 0x10]", found.Instruction);
        Assert.Equal("null + 24", found.AddressMeaning);
    }

    [Theory]
    [InlineData(0UL, FaultKind.GeneralProtection)]
    [InlineData(0UL, FaultKind.Access)]
    [InlineData(ulong.MaxValue, FaultKind.Read)]
    public void A_non_canonical_address_is_taken_from_the_instruction(ulong reported, FaultKind kind)
    {
        var found = Analyse(At(StoreThroughRax), kind, reported, ("rax", 0x6172_7473_2074_6f6e));

        Assert.Equal(0x6172_7473_2074_6f6eUL, found.AdjustedAddress);
        Assert.Equal("non-canonical", found.AddressMeaning);
        Assert.Empty(found.Inconsistencies);
    }

    [Fact]
    public void A_flipped_bit_is_found_in_the_register()
    {
        var found = Analyse(At(StoreThroughRax), FaultKind.Write, 0x5555_0040 | (1UL << 37), ("rax", 0x5555_0040 | (1UL << 37)), ("rbx", 0x5555_0080));

        Assert.Contains(found.PossibleBitFlips, f => f is { Address: 0x5555_0040, Register: "rax", Confidence: > 0.6 });
        Assert.Equal("unmapped", found.AddressMeaning);
    }

    [Fact]
    public void A_push_below_the_stack_is_an_overflow()
    {
        var found = Analyse(At(PushRax), FaultKind.Access, Stack - 8, ("rax", 1), ("rsp", Stack));

        Assert.Equal("stack overflow", found.AddressMeaning);
        Assert.Contains(new MemoryAccess(Stack - 8, 8, "write"), found.MemoryAccesses);
    }

    [Fact]
    public void A_call_through_null_is_a_jump()
    {
        var found = Analyse(At(0x90), FaultKind.Access, 0, ("rip", 0));

        Assert.Null(found.Instruction);
        Assert.Equal("jump or call to null", found.AddressMeaning);
    }

    [Fact]
    public void A_store_to_code_is_told_from_an_unmapped_address()
    {
        var found = Analyse(At(StoreThroughRax), FaultKind.Write, 0x40_2000, ("rax", 0x40_2000));

        Assert.Equal("read-only memory of app + 0x2000", found.AddressMeaning);
    }

    [Fact]
    public void Contradictions_are_listed()
    {
        var elsewhere = Analyse(At(StoreThroughRax), FaultKind.Write, 0x9999_0000, ("rax", 0x5555_0000));
        var allowed = Analyse(At(StoreThroughRax), FaultKind.Write, 0x5555_0000, ("rax", 0x5555_0000));
        var canonical = Analyse(At(StoreThroughRax), FaultKind.Read, ulong.MaxValue, ("rax", 0x5555_0000));

        Assert.Equal(["crashing_access_not_found_in_memory_accesses"], elsewhere.Inconsistencies);
        Assert.Equal(["access_violation_when_access_allowed"], allowed.Inconsistencies);
        Assert.Equal(["non_canonical_address_falsely_reported"], canonical.Inconsistencies);
    }

    [Fact]
    public void An_abort_has_no_address_to_explain()
    {
        var found = Analyse(At(StoreThroughRax), FaultKind.Other, 0x1234, ("rax", 0));

        Assert.Null(found.AddressMeaning);
        Assert.Equal("mov dword [rax], 0x5", found.Instruction);
    }

    [Fact]
    public void A_relative_operand_is_computed_from_the_next_instruction()
    {
        // mov eax, [rip + 0x100]: 6 bytes.
        var found = Analyse(At(0x8B, 0x05, 0x00, 0x01, 0, 0), FaultKind.Read, Code + 0x106);

        Assert.Equal([new MemoryAccess(Code + 0x106, 4, "read")], found.MemoryAccesses);
    }
}
