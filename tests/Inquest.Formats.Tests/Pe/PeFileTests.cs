using System.Text;
using CsCheck;
using Inquest.Formats.Cpu;
using Inquest.Formats.Pe;

namespace Inquest.Formats.Tests.Pe;

public sealed class PeFileTests
{
    static readonly Guid Signature = new("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");

    [Fact]
    public void Knows_the_ids_that_symbol_servers_use()
    {
        var file = Open(new PeBuilder().CodeView(Signature, 0x1A, @"D:\build\out\app.pdb").Build());
        Assert.Equal("0F1E2D3C4B5A69788796A5B4C3D2E1F01a", file.CodeView!.DebugId);
        Assert.Equal("app.pdb", file.CodeView.PdbName);
        Assert.Equal("5F3C0B2A12000", file.CodeId);
        Assert.Equal(CpuArchitecture.Amd64, file.Architecture);
        Assert.Equal(0x1_4000_0000UL, file.ImageBase);
    }

    [Fact]
    public void Reads_an_NB10_record()
    {
        var builder = new PeBuilder();
        byte[] record = [.. "NB10"u8, 0, 0, 0, 0, .. BitConverter.GetBytes(0x3A2B1C0DU), .. BitConverter.GetBytes(7U), .. "old.pdb\0"u8];
        var data = builder.Add(record);
        var entry = builder.Add(0, 0, 0, 2, (uint)record.Length, data, 0xFFFFFF);
        var file = Open(builder.Directory(6, entry, 28).Build());
        Assert.Equal("3A2B1C0D7", file.CodeView!.DebugId);
    }

    [Fact]
    public void Reads_exports_by_name_by_ordinal_and_forwarded()
    {
        var builder = new PeBuilder();
        var code = builder.Add(0xC3, 0x90, 0x90, 0x90, 0xC3);
        var name = builder.Add(Encoding.ASCII.GetBytes("Go\0Far\0"));
        var names = builder.Add(name, name + 3);
        var ordinals = builder.Add((byte)2, 0, 1, 0);
        var table = PeBuilder.SectionRva + ((builder.Add(0xCC) - PeBuilder.SectionRva + 4) & ~3U);
        var forwarder = table + 40 + 12;
        // Characteristics, stamp, version, name, base, address count, name count, three tables; then addresses and text.
        builder.Add(0, 0, 0, 0, 5, 3, 2, table + 40, names, ordinals, code + 4, forwarder, code);
        builder.Add(Encoding.ASCII.GetBytes("OTHER.There\0"));
        var exports = Open(builder.Directory(0, table, 40 + 12 + 12).Build()).ReadExports();
        Assert.Equal([new PeExport(null, 5, code + 4, null), new PeExport("Far", 6, forwarder, "OTHER.There"), new PeExport("Go", 7, code, null)], exports);
    }

    [Theory]
    [InlineData(0, PeError.Empty)]
    [InlineData(2, PeError.Truncated)]
    [InlineData(0x40, PeError.NotPe)]
    [InlineData(0x50, PeError.Truncated)]
    [InlineData(0x80, PeError.Truncated)]
    public void Refuses_a_file_that_is_cut(int size, PeError expected)
    {
        using var bytes = new MemoryFileBytes(new PeBuilder().Build().AsMemory(0, size));
        Assert.Equal(expected, PeFile.TryOpen(bytes, PeLimits.Default, out _));
    }

    [Fact]
    public void A_prolog_gives_a_row_behind_each_instruction_and_its_epilog_too()
    {
        var builder = new PeBuilder();
        // push rbx; sub rsp, 0x20; nop; add rsp, 0x20; pop rbx; ret; nop
        var code = builder.Add(0x53, 0x48, 0x83, 0xEC, 0x20, 0x90, 0x48, 0x83, 0xC4, 0x20, 0x5B, 0xC3, 0x90);
        var info = builder.Add(0x01, 5, 2, 0, 5, 0x32, 1, 0x30);
        var rows = X64Rows(builder, code, 13, info);
        Assert.Equal([(0u, 8L, 0), (1u, 16L, 1), (5u, 48L, 1), (10u, 16L, 1), (11u, 8L, 0), (12u, 48L, 1)],
            rows.Select(row => (row.Rva - code, row.CfaOffset, row.Saved.Count)));
        Assert.All(rows, row => Assert.Equal(4, row.CfaRegister));
        Assert.Equal(new PeSavedRegister(3, -16), rows[2].Saved[0]);
    }

    [Fact]
    public void A_frame_register_is_counted_from_once_it_is_set()
    {
        var builder = new PeBuilder();
        // push rbp; sub rsp, 0x40; lea rbp, [rsp+0x20]; ...; lea rsp, [rbp+0x20]; pop rbp; ret
        var code = builder.Add(
            0x55, 0x48, 0x83, 0xEC, 0x40, 0x48, 0x8D, 0x6C, 0x24, 0x20, 0x90, 0x48, 0x8D, 0x65, 0x20, 0x5D, 0xC3);
        var info = builder.Add(0x01, 10, 3, 0x25, 10, 0x03, 5, 0x72, 1, 0x50, 0, 0);
        var rows = X64Rows(builder, code, 17, info);
        Assert.Equal([(0u, 4, 8L), (1u, 4, 16L), (5u, 4, 80L), (10u, 5, 48L), (15u, 4, 16L), (16u, 4, 8L)],
            rows.Select(row => (row.Rva - code, row.CfaRegister, row.CfaOffset)));
    }

    [Fact]
    public void A_machine_frame_with_an_error_code_is_found_behind_it()
    {
        var builder = new PeBuilder();
        var code = builder.Add(0x55, 0x90, 0x48, 0xCF);
        var rows = X64Rows(builder, code, 4, builder.Add(0x01, 1, 2, 0, 1, 0x50, 0, 0x1A));
        Assert.All(rows, row => Assert.True(row.IsTrapFrame));
        Assert.Equal([8L, 16L], rows.Select(row => row.CfaOffset));
    }

    [Fact]
    public void Version_2_epilog_codes_are_not_taken_for_steps_of_the_prolog()
    {
        var builder = new PeBuilder();
        var code = builder.Add(0x48, 0x83, 0xEC, 0x28, 0x90, 0x48, 0x83, 0xC4, 0x28, 0xC3);
        var rows = X64Rows(builder, code, 10, builder.Add(0x02, 4, 3, 0, 1, 0x16, 0, 0x06, 4, 0x42, 0, 0));
        Assert.Equal([(0u, 8L), (4u, 48L), (9u, 8L)], rows.Select(row => (row.Rva - code, row.CfaOffset)));
    }

    [Fact]
    public void A_part_of_a_function_starts_with_its_parents_whole_prolog_done()
    {
        var builder = new PeBuilder();
        var code = builder.Add(new byte[32]);
        var parent = builder.Add(0x01, 5, 2, 0, 5, 0x32, 1, 0x30);
        byte[] chained = [0x21, 0, 2, 0, 0, 0x64, 8, 0, .. BitConverter.GetBytes(code), .. BitConverter.GetBytes(code + 8), .. BitConverter.GetBytes(parent)];
        var rows = X64Rows(builder, code + 16, 8, builder.Add(chained));
        var row = Assert.Single(rows);
        Assert.Equal(48, row.CfaOffset);
        Assert.Equal([new PeSavedRegister(3, -16), new PeSavedRegister(6, 64 - 48)], row.Saved);
    }

    [Fact]
    public void A_chain_that_comes_back_to_itself_ends()
    {
        var builder = new PeBuilder();
        var code = builder.Add(new byte[16]);
        var self = code + 16;
        byte[] info = [0x21, 0, 0, 0, .. BitConverter.GetBytes(code), .. BitConverter.GetBytes(code + 8), .. BitConverter.GetBytes(self)];
        Assert.Equal(self, builder.Add(info));
        Assert.Single(X64Rows(builder, code, 16, self));
    }

    [Fact]
    public void Arm64_packed_information_stands_for_the_canonical_prolog_and_epilog()
    {
        var builder = new PeBuilder { Machine = 0xAA64 };
        var code = builder.Add(new byte[64]);
        // Flag 1, 16 instructions, two saved registers, chained frame, 48 bytes: stp x19,x20,[sp,-16]!; stp fp,lr,[sp,-32]!; mov fp,sp.
        var data = 1u | (16u << 2) | (2u << 16) | (3u << 21) | (3u << 23);
        var rows = Arm64Rows(builder, code, data);
        Assert.Equal([(0u, 31, 0L, 0), (4u, 31, 16L, 2), (8u, 31, 48L, 4), (12u, 29, 48L, 4), (56u, 31, 16L, 2), (60u, 31, 0L, 0)],
            rows.Select(row => (row.Rva - code, row.CfaRegister, row.CfaOffset, row.Saved.Count)).Where(row => row.Item1 != 52));
        Assert.Equal([(19, -16L), (20, -8L), (29, -48L), (30, -40L)], rows[3].Saved.Select(saved => (saved.Register, saved.Offset)));
    }

    [Fact]
    public void Arm64_full_information_is_followed_code_by_code()
    {
        var builder = new PeBuilder { Machine = 0xAA64 };
        var code = builder.Add(new byte[40]);
        // alloc_s 32; save_fplr_x 16; set_fp: codes in the order of unwinding, then end; one epilog at the end from the same codes.
        var info = builder.Add(10u | (1u << 21) | (1u << 22) | (1u << 27), 0xE48102E1);
        var rows = Arm64Rows(builder, code, info);
        Assert.Equal([(0u, 31, 0L), (4u, 31, 16L), (8u, 31, 48L), (12u, 29, 48L)], rows.Take(4).Select(row => (row.Rva - code, row.CfaRegister, row.CfaOffset)));
        Assert.Equal([(28u, 48L), (32u, 16L), (36u, 0L)], rows.Skip(4).Select(row => (row.Rva - code, row.CfaOffset)));
    }

    [Fact]
    public void Any_change_of_an_image_is_read_or_refused_without_an_exception()
    {
        var builder = new PeBuilder().CodeView(Signature, 1, "a.pdb");
        var code = builder.Add(0x53, 0x48, 0x83, 0xEC, 0x20, 0x90, 0x48, 0x83, 0xC4, 0x20, 0x5B, 0xC3);
        var info = builder.Add(0x01, 5, 2, 0, 5, 0x32, 1, 0x30);
        var table = builder.Add(code, code + 12, info);
        var image = builder.Directory(3, table, 12).Directory(0, code, 60).Build();
        Gen.Select(Gen.Int[0, image.Length - 1], Gen.Byte).Array[1, 8].Sample(changes =>
        {
            var copy = (byte[])image.Clone();
            foreach (var (at, value) in changes)
            {
                copy[at] = value;
            }

            using var bytes = new MemoryFileBytes(copy);
            if (PeFile.TryOpen(bytes, PeLimits.Default, out var file) == PeError.None)
            {
                _ = file!.ReadExports();
                var x64 = X64Unwind.Read(file);
                var arm64 = Arm64Unwind.Read(file);
                _ = (x64.Functions.Sum(function => x64.Rows(function).Count), arm64.Functions.Sum(function => arm64.Rows(function).Count));
            }
        });
    }

    static PeFile Open(byte[] image)
    {
        Assert.Equal(PeError.None, PeFile.TryOpen(new MemoryFileBytes(image), PeLimits.Default, out var file));
        return file!;
    }

    static IReadOnlyList<PeUnwindRow> X64Rows(PeBuilder builder, uint code, uint size, uint info)
    {
        var table = builder.Add(code, code + size, info);
        var unwind = X64Unwind.Read(Open(builder.Directory(3, table, 12).Build()));
        return unwind.Rows(Assert.Single(unwind.Functions));
    }

    static IReadOnlyList<PeUnwindRow> Arm64Rows(PeBuilder builder, uint code, uint data)
    {
        var table = builder.Add(code, data);
        var unwind = Arm64Unwind.Read(Open(builder.Directory(3, table, 8).Build()));
        return unwind.Rows(Assert.Single(unwind.Functions));
    }
}
