using System.Text;

namespace Inquest.Testing;

/// <summary>Makes minidumps for tests, of either byte order, field by field and without the product's own layouts.</summary>
/// <remarks>
/// Data is appended behind the 32 bytes of the header as it comes; lists are written by <see cref="Build"/>, and the
/// directory last. <see cref="Stream(uint, byte[])"/> adds anything else.
/// </remarks>
public sealed class MinidumpBuilder
{
    public const ushort X86 = 0;
    public const ushort Arm = 5;
    public const ushort Amd64 = 9;
    public const ushort Arm64 = 12;
    public const ushort Arm64Old = 0x8003;

    public const uint Windows = 2;
    public const uint MacOS = 0x8101;
    public const uint IOS = 0x8102;
    public const uint Linux = 0x8201;
    public const uint Android = 0x8203;

    readonly ByteWriter _body;
    readonly List<(uint Type, uint Size, uint Rva)> _streams = [];
    readonly List<byte[]> _threads = [];
    readonly List<byte[]> _modules = [];
    readonly List<byte[]> _memory = [];
    readonly List<(ulong Address, byte[] Bytes)> _memory64 = [];
    readonly List<byte[]> _threadNames = [];
    readonly List<byte[]> _unloadedModules = [];
    readonly List<byte[]> _memoryInfos = [];

    public MinidumpBuilder(bool bigEndian = false)
    {
        BigEndian = bigEndian;
        _body = Writer().Zeros(32);
    }

    public bool BigEndian { get; }

    /// <summary>Bytes between a list's count and its first entry: 4 as macOS Breakpad writes it.</summary>
    public int ListPadding { get; set; }

    /// <summary>Bytes after each module: 4 where a compiler was not told to pack.</summary>
    public int ModulePadding { get; set; }

    public uint TimeDateStamp { get; set; } = 1_700_000_000;

    public ulong Flags { get; set; }

    public ByteWriter Writer() => new(BigEndian);

    /// <summary>Adds bytes and returns where they are.</summary>
    public uint Append(ReadOnlySpan<byte> bytes)
    {
        _body.Align(4);
        var rva = (uint)_body.Length;
        _body.Bytes(bytes);
        return rva;
    }

    /// <summary>MINIDUMP_STRING.</summary>
    public uint Text(string text) =>
        Append(Writer().U32((uint)text.Length * 2).Utf16(text).Zeros(2).ToArray());

    /// <summary>Crashpad's MinidumpUTF8String.</summary>
    public uint Utf8Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Append(Writer().U32((uint)bytes.Length).Bytes(bytes).U8(0).ToArray());
    }

    public MinidumpBuilder Stream(uint type, byte[] bytes) => StreamAt(type, (uint)bytes.Length, Append(bytes));

    /// <summary>A directory entry that may say anything.</summary>
    public MinidumpBuilder StreamAt(uint type, uint size, uint rva)
    {
        _streams.Add((type, size, rva));
        return this;
    }

    public MinidumpBuilder SystemInfo(
        ushort architecture, uint platform, string? csdVersion = null, (uint Major, uint Minor, uint Build) version = default,
        ushort level = 6, ushort revision = 0x8E0A, byte processors = 4, byte[]? cpu = null)
    {
        var csd = csdVersion is null ? 0 : Text(csdVersion);
        var stream = Writer().U16(architecture).U16(level).U16(revision).U8(processors).U8(1)
            .U32(version.Major).U32(version.Minor).U32(version.Build).U32(platform).U32(csd).U16(0x100).U16(0);
        return Stream(7, stream.Bytes(cpu ?? new byte[24]).ToArray());
    }

    public MinidumpBuilder Thread(
        uint id, ulong stackStart = 0, byte[]? stack = null, byte[]? context = null, ulong teb = 0, uint suspendCount = 0)
    {
        var stackRva = stack is null ? 0 : Append(stack);
        var contextRva = context is null ? 0 : Append(context);
        _threads.Add(Writer().U32(id).U32(suspendCount).U32(0x20).U32(8).U64(teb)
            .U64(stackStart).U32((uint)(stack?.Length ?? 0)).U32(stackRva)
            .U32((uint)(context?.Length ?? 0)).U32(contextRva).ToArray());
        return this;
    }

    public MinidumpBuilder ThreadName(uint id, string name)
    {
        _threadNames.Add(Writer().U32(id).U64(Text(name)).ToArray());
        return this;
    }

    public MinidumpBuilder Module(
        ulong @base, uint size, string name, byte[]? codeView = null, uint timeDateStamp = 0, ulong? fileVersion = null,
        byte[]? misc = null)
    {
        var nameRva = Text(name);
        var codeViewRva = codeView is null ? 0 : Append(codeView);
        var miscRva = misc is null ? 0 : Append(misc);
        var module = Writer().U64(@base).U32(size).U32(0).U32(timeDateStamp).U32(nameRva);
        if (fileVersion is { } version)
        {
            module.U32(0xFEEF04BD).U32(0x10000).U32((uint)(version >> 32)).U32((uint)version)
                .U32((uint)(version >> 32)).U32((uint)version).U32(0x3F).U32(0).U32(0x40004).U32(2).Zeros(12);
        }
        else
        {
            module.Zeros(52);
        }

        _modules.Add(module.U32((uint)(codeView?.Length ?? 0)).U32(codeViewRva)
            .U32((uint)(misc?.Length ?? 0)).U32(miscRva).Zeros(16).ToArray());
        return this;
    }

    /// <summary><c>RSDS</c>.</summary>
    public byte[] Pdb70(Guid signature, uint age, string file) =>
        Writer().U32(0x53445352).Bytes(signature.ToByteArray(BigEndian)).U32(age).Bytes(Encoding.UTF8.GetBytes(file)).U8(0).ToArray();

    /// <summary><c>NB10</c>.</summary>
    public byte[] Pdb20(uint signature, uint age, string file) =>
        Writer().U32(0x3031424E).U32(0).U32(signature).U32(age).Bytes(Encoding.UTF8.GetBytes(file)).U8(0).ToArray();

    /// <summary><c>BpEL</c>.</summary>
    public byte[] ElfBuildId(params byte[] id) => Writer().U32(0x4270454C).Bytes(id).ToArray();

    public MinidumpBuilder UnloadedModule(ulong @base, uint size, string name, uint timeDateStamp = 0)
    {
        _unloadedModules.Add(Writer().U64(@base).U32(size).U32(0).U32(timeDateStamp).U32(Text(name)).ToArray());
        return this;
    }

    public MinidumpBuilder Memory(ulong address, byte[] bytes) => MemoryAt(address, (uint)bytes.Length, Append(bytes));

    /// <summary>A memory range that may point anywhere.</summary>
    public MinidumpBuilder MemoryAt(ulong address, uint size, uint rva)
    {
        _memory.Add(Writer().U64(address).U32(size).U32(rva).ToArray());
        return this;
    }

    /// <summary>Memory of a full dump: it follows the directory at the very end of the file.</summary>
    public MinidumpBuilder Memory64(ulong address, byte[] bytes)
    {
        _memory64.Add((address, bytes));
        return this;
    }

    /// <param name="start">First address.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="protection">PAGE_ value.</param>
    /// <param name="state">MEM_COMMIT, MEM_RESERVE or MEM_FREE.</param>
    /// <param name="type">MEM_PRIVATE, MEM_MAPPED or MEM_IMAGE.</param>
    public MinidumpBuilder MemoryInfo(ulong start, ulong size, uint protection, uint state = 0x1000, uint type = 0x20000)
    {
        _memoryInfos.Add(Writer().U64(start).U64(start).U32(protection).U32(0).U64(size).U32(state).U32(protection)
            .U32(type).U32(0).ToArray());
        return this;
    }

    public MinidumpBuilder Exception(
        uint threadId, uint code, ulong address, byte[]? context = null, uint flags = 0, params ulong[] parameters)
    {
        var contextRva = context is null ? 0 : Append(context);
        var stream = Writer().U32(threadId).U32(0).U32(code).U32(flags).U64(0).U64(address).U32((uint)parameters.Length).U32(0);
        for (var i = 0; i < 15; i++)
        {
            stream.U64(i < parameters.Length ? parameters[i] : 0);
        }

        return Stream(6, stream.U32((uint)(context?.Length ?? 0)).U32(contextRva).ToArray());
    }

    public MinidumpBuilder BreakpadInfo(uint validity, uint dumpThread, uint requestingThread) =>
        Stream(0x47670001, Writer().U32(validity).U32(dumpThread).U32(requestingThread).ToArray());

    public MinidumpBuilder LinuxMaps(string text) => Stream(0x47670009, Encoding.UTF8.GetBytes(text));

    public byte[] Build()
    {
        List(3, _threads);
        List(4, ModulePadding == 0 ? _modules : [.. _modules.Select(module => (byte[])[.. module, .. new byte[ModulePadding]])]);
        List(5, _memory);
        List(24, _threadNames);
        Sized(14, 12, 24, _unloadedModules);
        Sized(16, 16, 48, _memoryInfos);
        var streamCount = _streams.Count + (_memory64.Count > 0 ? 1 : 0);
        var memory64 = Memory64Stream(streamCount);
        var directory = Writer();
        foreach (var (type, size, rva) in _streams)
        {
            directory.U32(type).U32(size).U32(rva);
        }

        var directoryRva = Append(directory.ToArray());
        foreach (var (_, bytes) in memory64)
        {
            _body.Bytes(bytes);
        }

        _body.Patch(0, Writer().U32(0x504D444D).U32(0xA793).U32((uint)_streams.Count).U32(directoryRva).U32(0)
            .U32(TimeDateStamp).U64(Flags).ToArray());
        return _body.ToArray();
    }

    List<(ulong Address, byte[] Bytes)> Memory64Stream(int streamCount)
    {
        if (_memory64.Count == 0)
        {
            return [];
        }

        var size = 16 + (_memory64.Count * 16);
        _body.Align(4);
        var baseRva = (ulong)(_body.Length + size + (streamCount * 12));
        var stream = Writer().U64((ulong)_memory64.Count).U64(baseRva);
        foreach (var (address, bytes) in _memory64)
        {
            stream.U64(address).U64((ulong)bytes.Length);
        }

        Stream(9, stream.ToArray());
        return _memory64;
    }

    void List(uint type, List<byte[]> entries)
    {
        if (entries.Count > 0)
        {
            var stream = Writer().U32((uint)entries.Count).Zeros(ListPadding);
            entries.ForEach(entry => stream.Bytes(entry));
            Stream(type, stream.ToArray());
        }
    }

    void Sized(uint type, uint headerSize, uint entrySize, List<byte[]> entries)
    {
        if (entries.Count > 0)
        {
            var stream = Writer().U32(headerSize).U32(entrySize);
            stream = headerSize == 16 ? stream.U64((ulong)entries.Count) : stream.U32((uint)entries.Count);
            entries.ForEach(entry => stream.Bytes(entry));
            Stream(type, stream.ToArray());
        }
    }
}
