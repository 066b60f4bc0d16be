using System.Text;
using Inquest.Formats.Minidump;
using Inquest.Testing;

namespace Inquest.Formats.Tests.Minidump;

public sealed class OtherStreamTests
{
    [Theory]
    [InlineData(24)]
    [InlineData(44)]
    [InlineData(232)]
    [InlineData(832)]
    [InlineData(1364)]
    [InlineData(1368)]
    public void Every_version_of_the_misc_info_is_read(int size)
    {
        var builder = new MinidumpBuilder();
        var full = builder.Writer().U32((uint)size).U32(0x3F7).U32(4711).U32(100).U32(5).U32(6)
            .U32(2601).U32(2600).U32(2500).U32(2).U32(1)
            .U32(0x2000).U32(0xD).U32(1).U32(2).U32(unchecked((uint)-60)).Utf16Field("Winter", 32).Zeros(16).U32(0)
            .Utf16Field("Summer", 32).Zeros(16).U32(0)
            .Utf16Field("17134.1.amd64fre", 260).Utf16Field("dbgcore.amd64", 40)
            .U32(528).U32(0xA80).U64(0b110).Zeros(8).U32(160).U32(256).U32(576).U32(256).Zeros(61 * 8).U32(0xC00C1E).Zeros(4).ToArray();
        var info = MinidumpFileTests.Open(builder.Stream(15, full[..size]).Build()).MiscInfo!;
        Assert.Equal((4711u, 100u, 5u, 6u), (info.ProcessId, info.ProcessCreateTime, info.ProcessUserTime, info.ProcessKernelTime));
        Assert.Equal(size >= 44 ? new ProcessorPower(2601, 2600, 2500, 2, 1) : null, info.ProcessorPower);
        Assert.Equal(size >= 232 ? new TimeZoneFacts(2, -60, "Winter", "Summer") : null, info.TimeZone);
        Assert.Equal((size >= 232 ? 0x2000u : null, size >= 232 ? 0xDu : null), (info.ProcessIntegrityLevel, info.ProcessExecuteFlags));
        Assert.Equal(
            size >= 832 ? ("17134.1.amd64fre", "dbgcore.amd64") : (null, null), (info.BuildString, info.DebuggerBuildString));
        Assert.Equal(size >= 1364 ? 0xC00C1Eu : null, info.ProcessCookie);
        Assert.Equal(size >= 1364 ? [new XStateFeature(1, 160, 256), new XStateFeature(2, 576, 256)] : [], info.XStateFeatures);
    }

    [Fact]
    public void Misc_info_that_its_flags_do_not_vouch_for_is_absent()
    {
        var builder = new MinidumpBuilder();
        var info = MinidumpFileTests.Open(builder.Stream(15, builder.Writer().U32(24).U32(2).U32(9).U32(1).U32(2).U32(3).ToArray()).Build()).MiscInfo!;
        Assert.Equal((null, 1u), (info.ProcessId, info.ProcessCreateTime));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_kind_of_Crashpad_annotation_is_read(bool bigEndian)
    {
        var builder = new MinidumpBuilder(bigEndian);
        uint List(Action<ByteWriter> entries, uint count)
        {
            var writer = builder.Writer().U32(count);
            entries(writer);
            return builder.Append(writer.ToArray());
        }

        var simple = List(w => w.U32(builder.Utf8Text("ver")).U32(builder.Utf8Text("1.2 ü")), 1);
        var list = List(w => w.U32(builder.Utf8Text("abort: corrupted double-linked list")), 1);
        var moduleSimple = List(w => w.U32(builder.Utf8Text("k")).U32(builder.Utf8Text("v")), 1);
        var text = builder.Append(builder.Writer().U32(5).Bytes("hello"u8).ToArray());
        var blob = builder.Append(builder.Writer().U32(3).Bytes([1, 2, 3]).ToArray());
        var objects = List(
            w => w.U32(builder.Utf8Text("greeting")).U16(1).U16(0).U32(text).U32(builder.Utf8Text("own")).U16(0x8001).U16(0).U32(blob), 2);
        var module = builder.Append(builder.Writer().U32(1).U32(8).U32(list).U32(12).U32(moduleSimple).U32(28).U32(objects).ToArray());
        var modules = List(w => w.U32(3).U32(28).U32(module), 1);
        var (report, client) = (Guid.Parse("725058a6-7289-480f-8a41-517bd0ba216b"), Guid.Parse("051a4158-d7ae-4c3c-882e-cd6380d95137"));
        var info = builder.Writer().U32(1).Bytes(report.ToByteArray(bigEndian)).Bytes(client.ToByteArray(bigEndian))
            .U32(12).U32(simple).U32(16).U32(modules).U32(0).U64(0x7FFFFFFFFF).ToArray();
        var file = MinidumpFileTests.Open(builder.Stream(0x43500001, info).Build());
        var crashpad = file.CrashpadInfo!;
        Assert.Equal((1u, report, client, 0x7FFFFFFFFFul), (crashpad.Version, crashpad.ReportId, crashpad.ClientId, crashpad.AddressMask));
        Assert.Equal([new("ver", "1.2 ü")], crashpad.Annotations);
        var annotations = Assert.Single(crashpad.Modules);
        Assert.Equal(3u, annotations.ModuleIndex);
        Assert.Equal(["abort: corrupted double-linked list"], annotations.ListAnnotations);
        Assert.Equal([new("k", "v")], annotations.SimpleAnnotations);
        Assert.Equal(
            [("greeting", "hello", "68656C6C6F"), ("own", null, "010203")],
            annotations.AnnotationObjects.Select(a => (a.Name, a.Text, Convert.ToHexString(a.Value.Span))));
        Assert.Empty(file.Findings);
    }

    [Fact]
    public void Annotations_stop_at_their_limit()
    {
        var builder = new MinidumpBuilder();
        var key = builder.Utf8Text("k");
        var writer = builder.Writer().U32(100);
        for (var i = 0; i < 100; i++)
        {
            writer.U32(key).U32(key);
        }

        var simple = builder.Append(writer.ToArray());
        var info = builder.Writer().U32(1).Zeros(32).U32(804).U32(simple).U32(0).U32(0).ToArray();
        MinidumpFile.TryOpen(
            builder.Stream(0x43500001, info).Build(), MinidumpLimits.Default with { AnnotationCountMax = 10 }, out var file);
        Assert.Equal(10, file!.CrashpadInfo!.Annotations.Count);
        Assert.Equal("list-cut", Assert.Single(file.Findings).Code);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(40)]
    public void Handles_of_both_versions_are_read(int entrySize)
    {
        var builder = new MinidumpBuilder();
        var second = builder.Append(builder.Writer().U32(0).U32(2).U32(4).U32(99).ToArray());
        var first = builder.Append(builder.Writer().U32(second).U32(1).U32(4).U32(98).ToArray());
        var stream = builder.Writer().U32(16).U32((uint)entrySize).U32(1).U32(0)
            .U64(0x44).U32(builder.Text("File")).U32(builder.Text(@"\Device\x")).U32(1).U32(0x120089).U32(2).U32(3);
        if (entrySize == 40)
        {
            stream.U32(first).U32(0);
        }

        var handle = Assert.Single(MinidumpFileTests.Open(builder.Stream(12, stream.ToArray()).Build()).Handles);
        Assert.Equal((0x44ul, "File", @"\Device\x", 0x120089u), (handle.Handle, handle.TypeName, handle.ObjectName, handle.GrantedAccess));
        Assert.Equal(entrySize == 40 ? [1u, 2u] : [], handle.ObjectInfo.Select(info => info.Type));
    }

    [Fact]
    public void A_chain_of_handle_facts_that_bites_its_tail_ends()
    {
        var builder = new MinidumpBuilder();
        var stream = builder.Writer().U32(16).U32(40).U32(1).U32(0).U64(1).Zeros(24).U32(36).U32(0).ToArray();
        builder.Append(builder.Writer().U32(36).U32(1).U32(0).ToArray());
        Assert.True(MinidumpFileTests.Open(builder.Stream(12, stream).Build()).Handles[0].ObjectInfo.Count <= 8);
    }

    [Fact]
    public void An_assertion_is_read()
    {
        var builder = new MinidumpBuilder();
        var stream = builder.Writer().Utf16Field("p != nullptr", 128).Utf16Field("f", 128).Utf16Field("a.cc", 128).U32(42).U32(1).ToArray();
        Assert.Equal(
            new MinidumpAssertion("p != nullptr", "f", "a.cc", 42, 1),
            MinidumpFileTests.Open(builder.Stream(0x47670002, stream).Build()).Assertion);
    }

    [Fact]
    public void Comments_of_both_kinds_are_read()
    {
        Assert.Equal("hello", MinidumpFileTests.Open(new MinidumpBuilder().Stream(10, "hello\0junk"u8.ToArray()).Build()).Comment);
        var wide = Encoding.Unicode.GetBytes("wörld\0");
        Assert.Equal("wörld", MinidumpFileTests.Open(new MinidumpBuilder().Stream(11, wide).Build()).Comment);
    }

    [Theory]
    [InlineData(MinidumpBuilder.Amd64)]
    [InlineData(MinidumpBuilder.X86)]
    public void The_dynamic_linkers_list_and_the_auxiliary_vector_are_read(ushort architecture)
    {
        var is64 = architecture == MinidumpBuilder.Amd64;
        var builder = new MinidumpBuilder().SystemInfo(architecture, MinidumpBuilder.Linux);
        ByteWriter Pointer(ByteWriter writer, ulong value) => is64 ? writer.U64(value) : writer.U32((uint)value);
        var map = Pointer(builder.Writer(), 0x1000).U32(builder.Text("/lib/libc.so.6"));
        map = Pointer(is64 ? map.U32(0) : map, 0x2000);
        var head = builder.Writer().U32(1).U32(builder.Append(map.ToArray())).U32(1);
        head = Pointer(Pointer(Pointer(is64 ? head.U32(0) : head, 3), 4), 5);
        var auxv = Pointer(Pointer(Pointer(Pointer(builder.Writer(), 6), 4096), 0), 0).ToArray();
        var linux = MinidumpFileTests.Open(builder.Stream(0x4767000A, head.ToArray()).Stream(0x47670008, auxv).Build()).Linux;
        Assert.Equal([new LinuxSharedObject(0x1000, "/lib/libc.so.6", 0x2000)], linux.DsoDebug!.Libraries);
        Assert.Equal((3ul, 4ul, 5ul), (linux.DsoDebug.Break, linux.DsoDebug.LinkerBase, linux.DsoDebug.Dynamic));
        Assert.Equal([new(6, 4096)], linux.AuxiliaryVector);
    }

    [Fact]
    public void Texts_of_Linux_are_read()
    {
        var linux = MinidumpFileTests.Open(new MinidumpBuilder()
            .Stream(0x47670006, "prog\0--a b\0"u8.ToArray()).Stream(0x47670007, "A=1\0B=2\0"u8.ToArray())
            .Stream(0x47670005, "DISTRIB_ID=Ubuntu\nDISTRIB_DESCRIPTION=\"Ubuntu 16.04.3 LTS\"\n"u8.ToArray())
            .Stream(0x47670004, "Name:\tx\nPid:\t4711\nPPid:\t1\n"u8.ToArray()).Build());
        Assert.Equal(["prog", "--a b"], linux.Linux.CommandLine);
        Assert.Equal(["A=1", "B=2"], linux.Linux.Environment);
        Assert.Equal("Ubuntu 16.04.3 LTS", MinidumpLinuxStreams.Field(linux.Linux.LsbRelease, "DISTRIB_DESCRIPTION"));
        Assert.Null(MinidumpLinuxStreams.Field(linux.Linux.LsbRelease, "DISTRIB"));
        Assert.Equal(4711u, linux.ProcessId);
    }

    [Fact]
    public void Mozillas_streams_are_read()
    {
        var builder = new MinidumpBuilder();
        var record = builder.Writer().U64(0x4D7A0001).U64(5).U64(1).U64(2).U64(77)
            .Bytes("/usr/lib/libobjc.dylib\0message one\0\0trace\0second\0"u8).ToArray();
        var info = builder.Writer().U32(0x4D7A0001).U32(1).U32(40).U32((uint)record.Length).U32(builder.Append(record)).Zeros(19 * 8);
        var bootArguments = builder.Writer().U32(0x4D7A0002).U64(builder.Text("-v keepsyms=1")).ToArray();
        var mozilla = MinidumpFileTests.Open(builder.Stream(0x4D7A0001, info.ToArray()).Stream(0x4D7A0002, bootArguments)
            .Stream(0x4D7A0003, "Limit"u8.ToArray()).Stream(0x4D7A0004, "[]"u8.ToArray()).Build()).Mozilla;
        Assert.Equal(
            new MacCrashInfo(5, 1, 2, 77, "/usr/lib/libobjc.dylib", "message one", "", "trace", "second"), Assert.Single(mozilla.MacCrashInfo));
        Assert.Equal(("-v keepsyms=1", "Limit", "[]"), (mozilla.BootArguments, mozilla.LinuxLimits, mozilla.SoftErrorsJson));
    }

    [Fact]
    public void Memory_of_the_machine_and_the_process_is_read()
    {
        var builder = new MinidumpBuilder();
        var system = builder.Writer().U16(1).U16(0).U32(156250).U32(4096).U32(0x800000).U32(1).U32(2).U32(0x10000)
            .U64(0x10000).U64(0x7FFFFFFEFFFF).U64(0xFF).U32(8).Zeros(60).U64(11).U64(12).U64(13).U64(14).Zeros(344).ToArray();
        var counters = builder.Writer().U16(2).U16(0).U32(3).U64(20).U64(10).Zeros(32).U64(30).U64(31).U64(50).U64(40).U64(35).Zeros(56).ToArray();
        Assert.Equal(492, system.Length);
        Assert.Equal(152, counters.Length);
        var file = MinidumpFileTests.Open(builder.Stream(21, system).Stream(22, counters).Build());
        Assert.Equal(new MinidumpSystemMemory(4096, 0x800000, 0x10000, 0x10000, 0x7FFFFFFEFFFF, 8, 11, 12, 13, 14), file.SystemMemory);
        Assert.Equal(new MinidumpProcessMemory(3, 10, 20, 30, 31, 35, 40), file.ProcessMemory);
    }
}
