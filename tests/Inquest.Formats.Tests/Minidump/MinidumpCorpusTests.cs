using System.IO.Compression;
using System.Text.Json;
using Inquest.Formats.Cpu;
using Inquest.Formats.Minidump;
using Inquest.Testing;

namespace Inquest.Formats.Tests.Minidump;

/// <summary>Real dumps of others, field by field against what Breakpad's <c>minidump_dump</c> prints for them.</summary>
public sealed class MinidumpCorpusTests
{
    public static IEnumerable<string> Dumps { get; } =
        Corpus.Root is null
            ? ["absent"]
            : new[] { "minidump", "unwind" }
                .SelectMany(kind => Directory.EnumerateDirectories(Corpus.Case(kind)!).Select(path => $"{kind}/{Path.GetFileName(path)}"))
                .Where(name => File.Exists(Path.Combine(Corpus.Case(name)!, "dump.dmp")))
                .Order(StringComparer.Ordinal);

    public static TheoryData<string> Cases => [.. Dumps];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Opens_without_findings(string name)
    {
        using var file = Open(name);
        Touch(file);

        // The one oddity of these files that is worth a person's time would be listed here.
        Assert.Empty(file.Findings);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Header_and_directory_agree_with_Breakpad(string name)
    {
        using var file = Open(name);
        var text = Text(name);
        var header = text.First("MDRawHeader")!;
        Assert.Equal(BreakpadDumpText.Number(header["version"]), (ulong)file.Header.Version | ((ulong)file.Header.ImplementationVersion << 16));
        Assert.Equal(BreakpadDumpText.Number(header["time_date_stamp"]), file.Header.TimeDateStamp);
        Assert.Equal(BreakpadDumpText.Number(header["flags"]), file.Header.Flags);
        var expected = text.All("MDRawDirectory")
            .Select(entry => (
                Type: BreakpadDumpText.Number(entry["stream_type"]),
                Size: BreakpadDumpText.Number(entry["location.data_size"]),
                Rva: BreakpadDumpText.Number(entry["location.rva"])))
            .Where(entry => entry.Type != 0);
        Assert.Equal(expected, file.Directory.Select(entry => ((ulong)entry.Type, entry.Location.Size, entry.Location.Rva)));
        Assert.All(file.Directory, entry => Assert.True(entry.IsKnown, entry.Name));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Threads_and_their_registers_agree_with_Breakpad(string name)
    {
        using var file = Open(name);
        var text = Text(name);
        var expected = text.All("MDRawThread");
        Assert.Equal(expected.Count, file.Threads.Count);
        foreach (var (thread, fields) in file.Threads.Zip(expected))
        {
            Assert.Equal(BreakpadDumpText.Number(fields["thread_id"]), thread.Id);
            Assert.Equal(BreakpadDumpText.Number(fields["suspend_count"]), thread.SuspendCount);
            Assert.Equal(BreakpadDumpText.Number(fields["teb"]), thread.Teb);
            Assert.Equal(BreakpadDumpText.Number(fields["stack.start_of_memory_range"]), thread.StackStart);
            Assert.Equal(BreakpadDumpText.Number(fields["stack.memory.data_size"]), thread.Stack.Size);
            Assert.Equal(BreakpadDumpText.Number(fields["stack.memory.rva"]), thread.Stack.Rva);
            Assert.Equal(BreakpadDumpText.Number(fields["thread_context.rva"]), thread.Context.Rva);
        }

        var contexts = Contexts(text);
        var ours = file.Threads.Select(file.ReadContext).Append(file.ReadExceptionContext()).Where(context => context is not null);
        foreach (var (context, fields) in ours.Zip(contexts))
        {
            Assert.Equal(BreakpadDumpText.Number(fields["context_flags"]), context!.Flags);
            foreach (var (register, value) in context.Registers!.Known())
            {
                Assert.Equal((register, BreakpadDumpText.Number(fields[BreakpadName(register, context.Architecture)])), (register, value));
            }
        }

        Assert.Equal(contexts.Count, ours.Count());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Modules_agree_with_Breakpad(string name)
    {
        using var file = Open(name);
        var expected = Text(name).All("MDRawModule");
        Assert.Equal(expected.Count, file.Modules.Count);
        foreach (var (module, fields) in file.Modules.Zip(expected))
        {
            Assert.Equal(BreakpadDumpText.Number(fields["base_of_image"]), module.Base);
            Assert.Equal(BreakpadDumpText.Number(fields["size_of_image"]), module.Size);
            Assert.Equal(BreakpadDumpText.Number(fields["checksum"]), module.CheckSum);
            Assert.Equal(BreakpadDumpText.Number(fields["time_date_stamp"]), module.TimeDateStamp);
            Assert.Equal(BreakpadDumpText.Unquoted(fields["(code_file)"]), module.CodeFile);
            var debugFile = BreakpadDumpText.Unquoted(fields["(debug_file)"]);
            Assert.Equal(debugFile.Length == 0 && module.CodeView is not null ? module.CodeFile : debugFile, module.DebugFile);
            Assert.Equal(BreakpadDumpText.Unquoted(fields["(version)"]), module.Version ?? "");

            // An id of zeros is none, and Breakpad prints "id" for every module without a better code identifier.
            var debugId = BreakpadDumpText.Unquoted(fields["(debug_identifier)"]);
            Assert.Equal(debugId.All(digit => digit == '0') ? null : debugId, module.DebugId);
            var codeId = BreakpadDumpText.Unquoted(fields["(code_identifier)"]);
            if (codeId is not ("id" or "") && codeId.Any(digit => digit != '0'))
            {
                Assert.Equal(codeId.ToLowerInvariant(), module.CodeId);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void System_exception_and_misc_info_agree_with_Breakpad(string name)
    {
        using var file = Open(name);
        var text = Text(name);
        var system = text.First("MDRawSystemInfo")!;
        Assert.Equal(BreakpadDumpText.Number(system["processor_architecture"]), file.SystemInfo!.ProcessorArchitecture);
        Assert.Equal(BreakpadDumpText.Number(system["platform_id"]), file.SystemInfo.PlatformId);
        Assert.Equal(BreakpadDumpText.Number(system["build_number"]), file.SystemInfo.BuildNumber);
        Assert.Equal(BreakpadDumpText.Number(system["number_of_processors"]), file.SystemInfo.NumberOfProcessors);
        if (system.TryGetValue("(csd_version)", out var csd) && csd != "(null)")
        {
            Assert.Equal(BreakpadDumpText.Unquoted(csd), file.SystemInfo.CsdVersion);
        }

        Assert.NotEqual(OsFamily.Unknown, file.SystemInfo.Os);
        Assert.NotEqual(CpuArchitecture.Unknown, file.SystemInfo.Architecture);

        if (text.First("MDException") is { } exception)
        {
            Assert.Equal(BreakpadDumpText.Number(exception["thread_id"]), file.Exception!.ThreadId);
            Assert.Equal(BreakpadDumpText.Number(exception["exception_record.exception_code"]), file.Exception.Code);
            Assert.Equal(BreakpadDumpText.Number(exception["exception_record.exception_flags"]), file.Exception.Flags);
            Assert.Equal(
                BreakpadDumpText.Number(exception["exception_record.number_parameters"]), (ulong)file.Exception.Parameters.Count);
            var address = BreakpadDumpText.Number(exception["exception_record.exception_address"]);
            Assert.Equal(file.SystemInfo.PointerSize == 4 ? (uint)address : address, file.Exception.Address);
        }
        else
        {
            Assert.Null(file.Exception);
        }

        if (text.First("MDRawMiscInfo") is { } misc)
        {
            Assert.Equal(BreakpadDumpText.Number(misc["flags1"]), file.MiscInfo!.Flags1);
            Check(misc, "process_id", file.MiscInfo.ProcessId);
            Check(misc, "process_create_time", file.MiscInfo.ProcessCreateTime);
            Check(misc, "processor_max_mhz", file.MiscInfo.ProcessorPower?.MaxMhz);
            Check(misc, "process_integrity_level", file.MiscInfo.ProcessIntegrityLevel);
            if (misc.TryGetValue("dbg_bld_str", out var writer) && writer != "(invalid)")
            {
                Assert.Equal(writer, file.MiscInfo.DebuggerBuildString);
            }

            if (misc.TryGetValue("time_zone.standard_name", out var zone) && zone != "(invalid)")
            {
                Assert.Equal(zone, file.MiscInfo.TimeZone!.StandardName);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Memory_agrees_with_Breakpad(string name)
    {
        using var file = Open(name);
        Span<byte> one = stackalloc byte[1];
        Span<byte> raw = stackalloc byte[1];
        foreach (var fields in Text(name).All("MDMemoryDescriptor"))
        {
            var start = BreakpadDumpText.Number(fields["start_of_memory_range"]);
            var size = BreakpadDumpText.Number(fields["memory.data_size"]);
            var rva = BreakpadDumpText.Number(fields["memory.rva"]);
            if (size == 0)
            {
                continue;
            }

            Assert.Equal(1, file.Memory.Read(start + size - 1, one));
            file.ReadRaw(rva + size - 1, raw);
            Assert.Equal(raw[0], one[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Modules_and_system_agree_with_rust_minidump(string name)
    {
        using var file = Open(name);
        using var json = RustJson(name);
        if (json is null)
        {
            return;
        }

        var root = json.RootElement;
        var system = root.GetProperty("system_info");
        Assert.Equal(system.GetProperty("cpu_arch").GetString(), file.Architecture.ToString().ToLowerInvariant());
        Assert.Equal(system.GetProperty("cpu_count").GetInt32(), file.SystemInfo!.NumberOfProcessors);
        Assert.Equal(Unsigned(root.GetProperty("pid")), file.ProcessId);
        if (root.GetProperty("linux_memory_map_count") is { ValueKind: JsonValueKind.Number } maps)
        {
            Assert.Equal(maps.GetInt32(), file.MemoryMap.Regions.Count);
        }

        var crashing = root.GetProperty("crash_info").GetProperty("crashing_thread");
        Assert.Equal(crashing.ValueKind == JsonValueKind.Null ? null : crashing.GetInt32(), file.RequestingThread?.Index);
        var threads = root.GetProperty("threads").EnumerateArray();
        Assert.Equal(
            threads.Select(thread => (thread.GetProperty("thread_id").GetUInt32(), thread.GetProperty("thread_name").GetString() ?? "")),
            file.Threads.Select(thread => (thread.Id, file.ThreadName(thread.Id) ?? "")));

        // rust-minidump sorts by address.
        var expected = root.GetProperty("modules").EnumerateArray().Select(RustModule).ToHashSet();
        expected.ExceptWith(file.Modules.Select(OurModule));
        Assert.Equal("", string.Join('\n', expected));
    }

    [Fact]
    public void Every_annotation_of_a_Crashpad_dump_is_read()
    {
        using var file = Open("minidump/bp-minidump-crashpad-annotation");
        var info = file.CrashpadInfo!;
        Assert.Equal(Guid.Parse("725058a6-7289-480f-8a41-517bd0ba216b"), info.ReportId);
        Assert.Equal(Guid.Parse("051a4158-d7ae-4c3c-882e-cd6380d95137"), info.ClientId);
        Assert.Equal(
            ["crashpad=yes", "plat=iOS", "prod=xcuitest", "ver=1"], info.Annotations.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal([1u, 100u], info.Modules.Select(module => module.ModuleIndex));
        var objects = info.Modules[0].AnnotationObjects;
        Assert.Equal("NSRangeException", objects.Single(annotation => annotation.Name == "exceptionName").Text);
        var counter = objects.Single(annotation => annotation.Name == "CounterAnnotation");
        Assert.Equal((32810, "01000000"), (counter.Type, Convert.ToHexString(counter.Value.Span)));
        Assert.StartsWith("CoreSimulator 857.14 - Device: iPhone 14 Pro Max", info.Modules[1].ListAnnotations.Single());
    }

    [Fact]
    public void Thread_names_of_a_Windows_dump_are_read()
    {
        using var file = Open("minidump/bp-thread-name-list");
        Assert.Equal("overflow thread", file.ThreadName(0x2AE0));
        Assert.Equal(3, file.ThreadNames.Count);
    }

    [Fact]
    public void Streams_of_a_Linux_dump_are_read()
    {
        using var file = Open("minidump/rm-linux-mini");
        Assert.NotNull(file.Linux.ProcStatus);
        Assert.NotEmpty(file.Linux.Environment);
        Assert.NotEmpty(file.Linux.AuxiliaryVector);
        Assert.NotEmpty(file.Linux.DsoDebug!.Libraries);
        Assert.Contains(file.Linux.DsoDebug.Libraries, library => library.Name.EndsWith("libc.so.6", StringComparison.Ordinal));
        Assert.NotNull(file.Mozilla.SoftErrorsJson);
        var program = file.Modules[0];
        Assert.True(file.MemoryMap.IsExecutable(program.Base));
        Assert.False(file.MemoryMap.IsExecutable(file.Threads[0].StackStart));
        Assert.False(file.MemoryMap.IsExecutable(0));
    }

    static string RustModule(JsonElement module) => string.Join(' ',
        Convert.ToUInt64(module.GetProperty("base_addr").GetString()![2..], 16),
        Convert.ToUInt64(module.GetProperty("end_addr").GetString()![2..], 16),
        module.GetProperty("filename").GetString(),
        module.GetProperty("debug_id").GetString()!.TrimStart('0').Length == 0 ? "-" : module.GetProperty("debug_id").GetString(),
        RustCodeId(module.GetProperty("code_id").GetString()!),
        module.GetProperty("version").GetString());

    // A time stamp of zero and a size is what rust-minidump makes of an ELF file whose build id was stored as RSDS.
    static string RustCodeId(string codeId) => codeId.StartsWith("00000000", StringComparison.Ordinal) || codeId == "" ? "-" : codeId;

    static string OurModule(MinidumpModule module) => string.Join(' ',
        module.Base, module.End, module.CodeFileName, module.DebugId ?? "-", module.CodeId ?? "-",
        module.Version);

    static uint? Unsigned(JsonElement element) => element.ValueKind == JsonValueKind.Null ? null : element.GetUInt32();

    static JsonDocument? RustJson(string name)
    {
        var path = Path.Combine(Corpus.Case(name)!, "golden", "rs.json");
        if (File.Exists(path))
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }

        if (!File.Exists(path + ".gz"))
        {
            return null;
        }

        using var packed = new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        return JsonDocument.Parse(packed);
    }

    static void Check(Dictionary<string, string> fields, string key, uint? value)
    {
        if (fields.TryGetValue(key, out var text) && text != "(invalid)")
        {
            Assert.Equal((uint?)BreakpadDumpText.Number(text), value);
        }
    }

    static List<Dictionary<string, string>> Contexts(BreakpadDumpText text) =>
    [
        .. text.All("MDRawContextAMD64"), .. text.All("MDRawContextX86"), .. text.All("MDRawContextARM"),
        .. text.All("MDRawContextARM64"),
    ];

    static string BreakpadName(string register, CpuArchitecture architecture) => (register, architecture) switch
    {
        ("efl", _) => "eflags",
        ("fp", CpuArchitecture.Arm64) => "iregs[29]",
        ("lr", CpuArchitecture.Arm64) => "iregs[30]",
        ("sp", CpuArchitecture.Arm64) => "iregs[31]",
        ("pc", CpuArchitecture.Arm64) => "iregs[32]",
        (['x', .. var number], CpuArchitecture.Arm64) => $"iregs[{number,2}]",
        _ => register,
    };

    /// <summary>Asks for everything once.</summary>
    internal static void Touch(MinidumpFile file)
    {
        object?[] all =
        [
            file.SystemInfo, file.Threads, file.ThreadNames, file.ThreadInfos, file.Modules, file.UnloadedModules, file.Exception,
            file.MiscInfo, file.BreakpadInfo, file.Assertion, file.CrashpadInfo, file.Handles, file.SystemMemory,
            file.ProcessMemory, file.Comment, file.Memory.Ranges, file.MemoryMap.Regions, file.Linux.Maps, file.Linux.Environment,
            file.Linux.CommandLine, file.Linux.CpuInfo, file.Linux.ProcStatus, file.Linux.LsbRelease, file.Linux.AuxiliaryVector,
            file.Linux.DsoDebug, file.Mozilla.BootArguments, file.Mozilla.LinuxLimits, file.Mozilla.MacCrashInfo,
            file.Mozilla.SoftErrorsJson, file.RequestingThread, file.DumpThreadId, file.ReadExceptionContext(),
        ];
        GC.KeepAlive(all);
        foreach (var thread in file.Threads)
        {
            file.ReadContext(thread);
            file.ReadBestContext(thread);
        }

        foreach (var module in file.Modules)
        {
            _ = module.DebugId + module.CodeId + module.CodeFileName + module.DebugFileName;
        }
    }

    static MinidumpFile Open(string name)
    {
        if (Corpus.Root is null)
        {
            Assert.Skip("corpus not present");
        }

        Assert.Equal(
            MinidumpError.None,
            MinidumpFile.TryOpen(Path.Combine(Corpus.Case(name)!, "dump.dmp"), MinidumpLimits.Default, out var file));
        return file!;
    }

    static BreakpadDumpText Text(string name) =>
        BreakpadDumpText.Read(Path.Combine(Corpus.Case(name)!, "golden", "bp.dump.txt"));
}
