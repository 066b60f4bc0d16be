using Inquest.Testing;

namespace Inquest.Formats.Tests.Minidump;

public sealed class ModuleTests
{
    static readonly Guid Signature = Guid.Parse("5a9832e5-2872-41c1-838e-d98914e9b7ff");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_a_windows_module(bool bigEndian)
    {
        var builder = new MinidumpBuilder(bigEndian).SystemInfo(MinidumpBuilder.X86, MinidumpBuilder.Windows);
        var file = MinidumpFileTests.Open(builder
            .Module(0x400000, 0x2D000, @"C:\test\app.exe", builder.Pdb70(Signature, 0x1A, @"d:\out/app.pdb"), 0x45D35F6C, 0x0001_0002_0003_0004)
            .Build());
        var module = Assert.Single(file.Modules);
        Assert.Equal((0x400000ul, 0x2D000u, 0x42D000ul), (module.Base, module.Size, module.End));
        Assert.Equal((@"C:\test\app.exe", "app.exe"), (module.CodeFile, module.CodeFileName));
        Assert.Equal((@"d:\out/app.pdb", "app.pdb"), (module.DebugFile, module.DebugFileName));
        Assert.Equal(("5A9832E5287241C1838ED98914E9B7FF1a", "45d35f6c2d000", "1.2.3.4"), (module.DebugId, module.CodeId, module.Version));
        Assert.Same(module, file.FindModule(0x42CFFF));
        Assert.Null(file.FindModule(0x42D000));
    }

    [Fact]
    public void Reads_an_old_pdb()
    {
        var builder = new MinidumpBuilder().SystemInfo(MinidumpBuilder.X86, MinidumpBuilder.Windows);
        var module = MinidumpFileTests.Open(builder.Module(0, 1, "a.dll", builder.Pdb20(0x3EA01234, 0x1F, "a.pdb")).Build()).Modules[0];
        Assert.Equal(("3EA012341f", "a.pdb"), (module.DebugId, module.DebugFile));
    }

    [Fact]
    public void Reads_an_ELF_build_id_of_any_length()
    {
        var builder = new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux);
        var file = MinidumpFileTests.Open(builder
            .Module(0x1000, 0x10, "/usr/lib/libc.so.6",
                builder.ElfBuildId(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20))
            .Module(0x2000, 0x10, "/short", builder.ElfBuildId(1, 2, 3, 4, 5, 6, 7, 8))
            .Module(0x3000, 0x10, "/zeros", builder.ElfBuildId(new byte[20]))
            .Module(0x4000, 0x10, "/none").Build());
        Assert.Equal(
            [("libc.so.6", "0403020106050807090A0B0C0D0E0F100", "0102030405060708090a0b0c0d0e0f1011121314"),
                ("short", "040302010605080700000000000000000", "0102030405060708"), ("zeros", null, null), ("", null, null)],
            file.Modules.Select(module => (module.DebugFileName, module.DebugId, module.CodeId)));
    }

    [Fact]
    public void A_mac_module_is_named_by_its_uuid()
    {
        var builder = new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.MacOS);
        var module = MinidumpFileTests.Open(
            builder.Module(0, 1, "/usr/lib/dyld", builder.Pdb70(Signature, 0, "dyld"), 1, 1).Build()).Modules[0];
        Assert.Equal(("5A9832E5287241C1838ED98914E9B7FF0", "5a9832e5287241c1838ed98914e9b7ff"), (module.DebugId, module.CodeId));
    }

    [Fact]
    public void A_record_with_an_id_and_no_name_is_about_the_image_itself()
    {
        var builder = new MinidumpBuilder().SystemInfo(MinidumpBuilder.X86, MinidumpBuilder.Windows);
        var module = MinidumpFileTests.Open(builder.Module(0, 1, @"C:\mingw.exe", builder.Pdb70(Signature, 1, "")).Build()).Modules[0];
        Assert.Equal(@"C:\mingw.exe", module.DebugFile);
    }

    [Fact]
    public void The_misc_record_names_the_debug_file_when_nothing_better_does()
    {
        var builder = new MinidumpBuilder().SystemInfo(MinidumpBuilder.X86, MinidumpBuilder.Windows);
        var misc = builder.Writer().U32(1).U32(272).U8(0).Zeros(3).Bytes("old.dbg\0rest"u8).ToArray();
        Assert.Equal("old.dbg", MinidumpFileTests.Open(builder.Module(0, 1, "old.exe", misc: misc).Build()).Modules[0].DebugFile);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(0, 4)]
    [InlineData(4, 4)]
    public void Padding_of_the_list_and_of_its_entries_is_skipped(int listPadding, int modulePadding)
    {
        var builder = new MinidumpBuilder { ListPadding = listPadding, ModulePadding = modulePadding };
        var file = MinidumpFileTests.Open(builder.Module(0x1000, 1, "a").Module(0x2000, 2, "b").Module(0x3000, 3, "c").Build());
        Assert.Equal([("a", 0x1000ul), ("b", 0x2000ul), ("c", 0x3000ul)], file.Modules.Select(module => (module.CodeFile, module.Base)));
        Assert.Empty(file.Findings);
    }

    [Fact]
    public void A_name_that_counts_its_terminator_loses_it()
    {
        var file = MinidumpFileTests.Open(new MinidumpBuilder().Module(0, 1, "a.dll\0\0").Build());
        Assert.Equal("a.dll", file.Modules[0].CodeFile);
    }

    [Fact]
    public void Lone_surrogates_are_replaced()
    {
        var builder = new MinidumpBuilder();
        var text = MinidumpFileTests.Open(builder.Stream(11, [0x41, 0, 0, 0xD8, 0x42, 0, 0, 0]).Build()).Comment;
        Assert.Equal("A\uFFFDB", text);
    }

    [Fact]
    public void Names_that_overlap_cannot_cost_more_than_the_file()
    {
        // 2,000 modules, each with a name of up to 60,000 bytes that begins four bytes after the one before.
        var builder = new MinidumpBuilder();
        var names = builder.Writer();
        for (var i = 0; i < 20_000; i++)
        {
            names.U32(60_000);
        }

        var rva = builder.Append(names.ToArray());
        var list = builder.Writer().U32(2000);
        for (var i = 0u; i < 2000; i++)
        {
            list.U64(i << 12).U32(16).U32(0).U32(0).U32(rva + (i * 4)).Zeros(84);
        }

        var bytes = builder.Stream(4, list.ToArray()).Build();
        var file = MinidumpFileTests.Open(bytes);
        Assert.Equal(2000, file.Modules.Count);
        Assert.True(file.Modules.Sum(module => (long)module.CodeFile.Length * 2) <= bytes.Length);
        Assert.Contains(file.Findings, finding => finding.Code == "text-budget");
    }

    [Fact]
    public void Unloaded_modules_are_read()
    {
        var file = MinidumpFileTests.Open(new MinidumpBuilder().UnloadedModule(0x5000, 0x100, @"C:\x\gone.dll", 0xABCD).Build());
        var module = Assert.Single(file.UnloadedModules);
        Assert.Equal((0x5000ul, "gone.dll", "0000abcd100", true), (module.Base, module.FileName, module.CodeId, module.Contains(0x50FF)));
    }
}
