using Inquest.Formats.Cpu;

namespace Inquest.Formats.Minidump;

/// <summary>A minidump of any platform and byte order, opened over a mapped file or over bytes in memory.</summary>
/// <remarks>
/// Streams are parsed when they are asked for, once, and every member may be used by many threads. Whatever a file lacks or
/// gets wrong is absent and leaves a <see cref="Finding"/>; nothing here throws because of the bytes. The layout is described
/// in docs/formats/minidump.md.
/// </remarks>
public sealed class MinidumpFile : IDisposable
{
    readonly DumpSource _source;
    readonly FindingLog _findings;
    readonly DumpReader _reader;
    readonly StreamTable _streams;
    readonly Deferred<MinidumpSystemInfo?> _systemInfo;
    readonly Deferred<MinidumpThread[]> _threads;
    readonly Deferred<Dictionary<uint, string>> _threadNames;
    readonly Deferred<MinidumpThreadInfo[]> _threadInfos;
    readonly Deferred<MinidumpModule[]> _modules;
    readonly Deferred<MinidumpUnloadedModule[]> _unloadedModules;
    readonly Deferred<MinidumpException?> _exception;
    readonly Deferred<MinidumpMiscInfo?> _miscInfo;
    readonly Deferred<MinidumpBreakpadInfo?> _breakpadInfo;
    readonly Deferred<MinidumpAssertion?> _assertion;
    readonly Deferred<CrashpadInfo?> _crashpadInfo;
    readonly Deferred<MinidumpHandle[]> _handles;
    readonly Deferred<MinidumpSystemMemory?> _systemMemory;
    readonly Deferred<MinidumpProcessMemory?> _processMemory;
    readonly Deferred<MinidumpMemory> _memory;
    readonly Deferred<MinidumpMemoryMap> _memoryMap;
    readonly Deferred<string?> _commentA;
    readonly Deferred<string?> _commentW;

    MinidumpFile(
        DumpSource source, bool bigEndian, MinidumpHeader header, MinidumpLimits limits, FindingLog findings,
        IReadOnlyList<MinidumpDirectoryEntry> directory,
        IReadOnlyDictionary<MinidumpStreamType, MinidumpDirectoryEntry> firstOfType)
    {
        _source = source;
        _findings = findings;
        _reader = new DumpReader(source, bigEndian, limits, findings);
        _streams = new StreamTable(_reader, firstOfType);
        Header = header;
        Directory = directory;
        _systemInfo = _streams.Lazily(MinidumpStreamType.SystemInfo, SystemInfoParser.Read, null);

        // Asked for first of all, because the width of addresses decides how the others read theirs.
        _reader.Is32Bit = _systemInfo.Value?.PointerSize == 4;
        _threads = new(ReadThreads);
        _threadNames = _streams.Lazily(MinidumpStreamType.ThreadNames, ThreadInfoParser.ReadNames, []);
        _threadInfos = _streams.Lazily(MinidumpStreamType.ThreadInfoList, ThreadInfoParser.Read, []);
        _modules = _streams.Lazily(
            MinidumpStreamType.ModuleList,
            (reader, stream) => ModuleListParser.Read(reader, stream, SystemInfo?.Os ?? OsFamily.Unknown),
            []);
        _unloadedModules = _streams.Lazily(MinidumpStreamType.UnloadedModuleList, UnloadedModuleParser.Read, []);
        _exception = _streams.Lazily(MinidumpStreamType.Exception, ExceptionParser.Read, null);
        _miscInfo = _streams.Lazily(MinidumpStreamType.MiscInfo, MiscInfoParser.Read, null);
        _breakpadInfo = _streams.Lazily(MinidumpStreamType.BreakpadInfo, BreakpadParser.ReadInfo, null);
        _assertion = _streams.Lazily(MinidumpStreamType.AssertionInfo, BreakpadParser.ReadAssertion, null);
        _crashpadInfo = _streams.Lazily(MinidumpStreamType.CrashpadInfo, CrashpadParser.Read, null);
        _handles = _streams.Lazily(MinidumpStreamType.HandleData, HandleDataParser.Read, []);
        _systemMemory = _streams.Lazily(MinidumpStreamType.SystemMemoryInfo, SystemMemoryParser.ReadSystem, null);
        _processMemory = _streams.Lazily(MinidumpStreamType.ProcessVmCounters, SystemMemoryParser.ReadProcess, null);
        _memory = new(ReadMemory);
        _memoryMap = new(ReadMemoryMap);
        _commentA = _streams.LazyText(MinidumpStreamType.CommentA);
        _commentW = _streams.Lazily(MinidumpStreamType.CommentW, CommentParser.ReadUtf16, null);
        Linux = new MinidumpLinuxStreams(_streams, () => SystemInfo?.PointerSize == 4 ? 4 : 8);
        Mozilla = new MinidumpMozillaStreams(_streams);
    }

    public MinidumpHeader Header { get; }

    /// <summary>True for the rare dump of a big-endian machine (<c>PMDM</c>).</summary>
    public bool BigEndian => _reader.BigEndian;

    /// <summary>Bytes of the file.</summary>
    public ulong Length => _source.Length;

    /// <summary>Every stream that lies inside the file, in the file's order; unused entries are left out.</summary>
    public IReadOnlyList<MinidumpDirectoryEntry> Directory { get; }

    /// <summary>What was odd so far; it grows as streams are read.</summary>
    public IReadOnlyList<Finding> Findings => _findings.Snapshot();

    public MinidumpSystemInfo? SystemInfo => _systemInfo.Value;

    /// <summary>The CPU of the process; <see cref="CpuArchitecture.Unknown"/> when the dump does not say.</summary>
    public CpuArchitecture Architecture => SystemInfo?.Architecture ?? CpuArchitecture.Unknown;

    public IReadOnlyList<MinidumpThread> Threads => _threads.Value;

    /// <summary>Names by thread id, for the threads that have one.</summary>
    public IReadOnlyDictionary<uint, string> ThreadNames => _threadNames.Value;

    public IReadOnlyList<MinidumpThreadInfo> ThreadInfos => _threadInfos.Value;

    /// <summary>The loaded modules; the first one is the program.</summary>
    public IReadOnlyList<MinidumpModule> Modules => _modules.Value;

    public IReadOnlyList<MinidumpUnloadedModule> UnloadedModules => _unloadedModules.Value;

    public MinidumpException? Exception => _exception.Value;

    public MinidumpMiscInfo? MiscInfo => _miscInfo.Value;

    public MinidumpBreakpadInfo? BreakpadInfo => _breakpadInfo.Value;

    public MinidumpAssertion? Assertion => _assertion.Value;

    public CrashpadInfo? CrashpadInfo => _crashpadInfo.Value;

    public IReadOnlyList<MinidumpHandle> Handles => _handles.Value;

    public MinidumpSystemMemory? SystemMemory => _systemMemory.Value;

    public MinidumpProcessMemory? ProcessMemory => _processMemory.Value;

    /// <summary>Text that a person or a tool put into the dump, or null.</summary>
    public string? Comment => _commentW.Value ?? _commentA.Value;

    /// <summary>The memory that the dump holds.</summary>
    public MinidumpMemory Memory => _memory.Value;

    /// <summary>Which addresses exist and what may be done there; empty when the dump does not say.</summary>
    public MinidumpMemoryMap MemoryMap => _memoryMap.Value;

    public MinidumpLinuxStreams Linux { get; }

    public MinidumpMozillaStreams Mozilla { get; }

    /// <summary>The process's id: of MiscInfo, or of /proc/PID/status; null when the dump does not say.</summary>
    public uint? ProcessId =>
        MiscInfo?.ProcessId ?? (uint.TryParse(MinidumpLinuxStreams.Field(Linux.ProcStatus, "Pid"), out var id) ? id : null);

    /// <summary>The thread that wrote the dump from inside the process and is no part of the crash, or null.</summary>
    public uint? DumpThreadId =>
        BreakpadInfo?.DumpThreadId ?? ThreadInfos.FirstOrDefault(info => info.IsDumpWriter)?.ThreadId;

    /// <summary>The thread that crashed or asked for the dump, or null when the dump does not say.</summary>
    /// <remarks>
    /// The exception's word goes before Breakpad's, unless it names a thread that does not exist: Breakpad on macOS has been
    /// seen to write the mach port of a thread that had ended.
    /// </remarks>
    public uint? RequestingThreadId
    {
        get
        {
            var byException = Exception?.ThreadId;
            var byBreakpad = BreakpadInfo?.RequestingThreadId;
            return HasThread(byException) ? byException : HasThread(byBreakpad) ? byBreakpad : byException ?? byBreakpad;
        }
    }

    /// <summary>The thread of <see cref="RequestingThreadId"/>, or null.</summary>
    public MinidumpThread? RequestingThread =>
        RequestingThreadId is { } id ? Threads.FirstOrDefault(thread => thread.Id == id) : null;

    /// <summary>Opens a file, mapped: it must not be shortened while it is open.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">How much to take in.</param>
    /// <param name="file">The dump, or null.</param>
    /// <returns><see cref="MinidumpError.None"/>, or why it is not a minidump.</returns>
    public static MinidumpError TryOpen(string path, MinidumpLimits limits, out MinidumpFile? file)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        file = null;
        var error = MappedDumpSource.TryOpen(path, out var source);
        return error != MinidumpError.None ? error : TryOpen(source!, limits, out file);
    }

    /// <summary>Opens a dump in memory; the bytes must not change while it is open.</summary>
    public static MinidumpError TryOpen(ReadOnlyMemory<byte> bytes, MinidumpLimits limits, out MinidumpFile? file) =>
        TryOpen(new MemoryDumpSource(bytes), limits, out file);

    /// <summary>The registers of a thread as its list entry has them, or null.</summary>
    public MinidumpContext? ReadContext(MinidumpThread thread)
    {
        ArgumentNullException.ThrowIfNull(thread);
        return ContextParser.Read(_reader, thread.Context, Architecture, $"thread {thread.Id}");
    }

    /// <summary>The registers at the time of the exception, or null.</summary>
    public MinidumpContext? ReadExceptionContext() => Exception is { } exception
        ? ContextParser.Read(_reader, exception.Context, Architecture, "the exception")
        : null;

    /// <summary>The registers to unwind a thread from: the exception's for the thread that has it, otherwise its own.</summary>
    /// <remarks>
    /// Folklore: Crashpad's thread list holds the registers inside its own signal handler; only the exception has those of
    /// the fault.
    /// </remarks>
    public MinidumpContext? ReadBestContext(MinidumpThread thread)
    {
        ArgumentNullException.ThrowIfNull(thread);
        return Exception?.ThreadId == thread.Id && ReadExceptionContext() is { Registers: not null } atFault
            ? atFault
            : ReadContext(thread);
    }

    /// <summary>The name of a thread, or null.</summary>
    public string? ThreadName(uint threadId) => ThreadNames.GetValueOrDefault(threadId);

    /// <summary>The module that holds an address, or null; the first of the list when modules overlap.</summary>
    public MinidumpModule? FindModule(ulong address) => Modules.FirstOrDefault(module => module.Contains(address));

    /// <summary>The bytes of a stream, cut at <paramref name="bytesMax"/>; null when there is no such stream.</summary>
    public byte[]? ReadStream(MinidumpStreamType type, int bytesMax) =>
        _streams.TryGet(type, out var entry) ? _reader.Bytes(entry.Location, bytesMax) : null;

    /// <summary>Bytes of the file; fewer than asked for where it ends.</summary>
    public int ReadRaw(ulong rva, Span<byte> destination) => _source.Read(rva, destination);

    public void Dispose() => _source.Dispose();

    static MinidumpError TryOpen(DumpSource source, MinidumpLimits limits, out MinidumpFile? file)
    {
        file = null;
        var findings = new FindingLog(limits.FindingCountMax);
        var error = DirectoryParser.Read(source, limits, findings, out var directory);
        if (error != MinidumpError.None)
        {
            source.Dispose();
            return error;
        }

        file = new MinidumpFile(
            source, directory!.BigEndian, directory.Header, limits, findings, directory.Entries, directory.FirstOfType);
        return MinidumpError.None;
    }

    bool HasThread(uint? id) => id is { } wanted && Threads.Any(thread => thread.Id == wanted);

    MinidumpThread[] ReadThreads() =>
        _streams.TryGet(MinidumpStreamType.ThreadList, out var stream) ? ThreadListParser.Read(_reader, stream)
        : _streams.TryGet(MinidumpStreamType.ThreadExList, out stream) ? ThreadListParser.Read(_reader, stream)
        : [];

    MinidumpMemory ReadMemory()
    {
        var ranges = new List<MinidumpMemoryRange>();
        if (_streams.TryGet(MinidumpStreamType.MemoryList, out var list))
        {
            ranges.AddRange(MemoryListParser.Read(_reader, list));
        }

        if (_streams.TryGet(MinidumpStreamType.Memory64List, out var list64))
        {
            ranges.AddRange(MemoryListParser.Read64(_reader, list64));
        }

        // Folklore: some writers do not repeat the stacks in the memory list.
        foreach (var thread in Threads)
        {
            ranges.Add(thread.Stack);
        }

        return new MinidumpMemory(_reader, ranges);
    }

    MinidumpMemoryMap ReadMemoryMap()
    {
        // A writer has one or the other; minidump-writer has both, and the kernel's own text says more.
        if (_streams.TryGet(MinidumpStreamType.LinuxMaps, out var maps)
            && LinuxMapsParser.Read(_reader, _reader.Bytes(maps.Location, _reader.Limits.TextBytesMax)) is { Length: > 0 } regions)
        {
            return new MinidumpMemoryMap(regions);
        }

        return new MinidumpMemoryMap(
            _streams.TryGet(MinidumpStreamType.MemoryInfoList, out var infos) ? MemoryInfoParser.Read(_reader, infos) : []);
    }
}
