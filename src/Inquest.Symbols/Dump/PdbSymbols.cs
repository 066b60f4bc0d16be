using Inquest.Formats;
using Inquest.Formats.BreakpadSym;
using Inquest.Formats.Cpu;
using Inquest.Formats.Pdb;

namespace Inquest.Symbols.Dump;

/// <summary>The functions, publics and x86 frames of a PDB.</summary>
/// <remarks>
/// Modules are read in parallel into packed records; only an entry of 20 bytes a function and some bytes a line stay in memory.
/// Names are put together when they are emitted.
/// </remarks>
sealed class PdbSymbols
{
    readonly PdbFile _file;
    readonly PdbModuleRecords[] _modules;
    readonly PdbInlinees _inlinees;
    readonly List<PdbFunctionEntry> _functions = [];
    readonly List<WindowsPublic> _publics;
    readonly Dictionary<uint, uint> _parameterSizes = [];

    PdbSymbols(PdbFile file, PdbModuleRecords[] modules, PdbInlinees inlinees)
    {
        _file = file;
        _modules = modules;
        _inlinees = inlinees;
        foreach (var module in modules)
        {
            _functions.AddRange(module.Entries);
        }

        // Of several at one address the longest is kept, a whole function rather than a part, then in the order of linking.
        _functions.Sort(static (a, b) => a.Rva != b.Rva ? a.Rva.CompareTo(b.Rva)
            : a.IsPart != b.IsPart ? a.IsPart.CompareTo(b.IsPart)
            : a.Size != b.Size ? b.Size.CompareTo(a.Size)
            : a.Module != b.Module ? a.Module.CompareTo(b.Module)
            : a.Position.CompareTo(b.Position));
        _publics = PdbPublics.Collect(file, _functions, _parameterSizes);
    }

    public int FunctionCount { get; private set; }

    public int LineCount { get; private set; }

    public int PublicCount => _publics.Count;

    public int FrameCount { get; private set; }

    public bool IsEmpty => _functions.Count == 0 && _publics.Count == 0;

    public static PdbSymbols Collect(PdbFile file, SymbolDumpOptions options)
    {
        var inlinees = new PdbInlinees();
        var reader = new PdbModuleReader(file, inlinees, options.WithInlines);
        var modules = new PdbModuleRecords[file.Modules.Count];
        Parallel.For(0, modules.Length, index => modules[index] = reader.Read(file.Modules[index]));
        return new PdbSymbols(file, modules, inlinees);
    }

    /// <summary>Emits FILE, INLINE_ORIGIN, FUNC with what belongs to them, and PUBLIC.</summary>
    public void EmitCode<TSink>(ref TSink sink)
        where TSink : struct, ISymSink
    {
        var names = new PdbNames(_file);
        var files = EmitFiles(ref sink);
        var origins = EmitOrigins(ref sink, names);
        for (var i = 0; i < _functions.Count;)
        {
            var next = i + 1;
            while (next < _functions.Count && _functions[next].Rva == _functions[i].Rva)
            {
                next++;
            }

            EmitFunction(ref sink, i, next, names, files, origins);
            i = next;
        }

        foreach (var symbol in _publics)
        {
            sink.Public(new SymPublic(symbol.Rva, symbol.ParameterSize, symbol.IsOneOfSeveral), SymName.Utf8(symbol.Name));
        }
    }

    /// <summary>Emits STACK WIN records in order of address.</summary>
    public void EmitFrames<TSink>(ref TSink sink)
        where TSink : struct, ISymSink
    {
        var frames = new List<(PdbFrameData Frame, PdbRange Range)>();
        var ranges = new List<PdbRange>();
        foreach (var frame in PdbFrameData.Read(_file))
        {
            ranges.Clear();
            _file.AddressMap.AddRanges(frame.Rva, frame.CodeSize, ranges);
            for (var i = ranges.Count - 1; i > 0; i--)
            {
                if (ranges[i - 1].Rva + ranges[i - 1].Size == ranges[i].Rva)
                {
                    ranges[i - 1] = ranges[i - 1] with { Size = ranges[i - 1].Size + ranges[i].Size };
                    ranges.RemoveAt(i);
                }
            }

            frames.AddRange(ranges.Select(range => (frame, range)));
        }

        // A stable sort: records of one address stay in the file's order. Code that was folded has the same record several times.
        foreach (var (frame, range) in frames.Select(pair => (pair.Frame with { Rva = 0 }, pair.Range with { SourceOffset = PrologPart(pair) }))
            .Distinct().OrderBy(pair => pair.Item2.Rva))
        {
            var program = frame.IsFrameData ? _file.Names.Bytes(frame.Program) : default;
            var text = program.ToArray();
            SymName.OneLine(text);
            sink.StackWin(new SymStackWin(frame.IsFrameData ? 4U : 0, range.Rva, range.Size, range.SourceOffset, 0, frame.ParameterSize, frame.SavedRegisterSize,
                frame.LocalSize, frame.MaxStackSize, frame.IsFrameData, frame.UsesBasePointer), text.AsSpan().TrimEnd((byte)' '));
            FrameCount++;
        }
    }

    // How much of a frame's prolog lies in a piece of its code.
    static uint PrologPart((PdbFrameData Frame, PdbRange Range) pair) => pair.Frame.PrologSize > pair.Range.SourceOffset
        ? Math.Min(pair.Frame.PrologSize - pair.Range.SourceOffset, pair.Range.Size)
        : 0;

    Dictionary<uint, uint> EmitFiles<TSink>(ref TSink sink)
        where TSink : struct, ISymSink
    {
        var offsets = new HashSet<uint>();
        foreach (var module in _modules)
        {
            offsets.UnionWith(module.Files);
        }

        // The same path can stand in the table twice.
        var paths = offsets.Select(offset => (Path: offset == 0 ? "<unknown>" : _file.Names.Text(offset), Offset: offset))
            .OrderBy(pair => pair.Path, StringComparer.Ordinal).ThenBy(pair => pair.Offset);
        var numbers = new Dictionary<uint, uint>();
        string? last = null;
        var next = 0U;
        foreach (var (path, offset) in paths)
        {
            if (path != last)
            {
                sink.File(next++, SymName.Utf8(path));
                last = path;
            }

            numbers.Add(offset, next - 1);
        }

        return numbers;
    }

    uint[] EmitOrigins<TSink>(ref TSink sink, PdbNames names)
        where TSink : struct, ISymSink
    {
        var modules = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var module in _file.Modules)
        {
            modules.TryAdd(module.Name.ToLowerInvariant(), module.Index);
        }

        var texts = _inlinees.Names(names, (moduleName, id) =>
            modules.TryGetValue(_file.Names.Text(moduleName).ToLowerInvariant(), out var module)
            && _modules[module].Exports.TryGetValue(id, out var global) ? global : null);
        var numbers = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (var text in texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            sink.InlineOrigin((uint)numbers.Count, SymName.Utf8(text));
            numbers.Add(text, (uint)numbers.Count);
        }

        return [.. texts.Select(text => numbers[text])];
    }

    void EmitFunction<TSink>(ref TSink sink, int first, int next, PdbNames names, Dictionary<uint, uint> files, uint[] origins)
        where TSink : struct, ISymSink
    {
        var entry = _functions[first];
        var reader = Open(entry, out var function);
        var name = names.Function(function);
        var isMultiple = false;
        for (var other = first + 1; other < next && !isMultiple; other++)
        {
            Open(_functions[other], out var twin);
            isMultiple = !twin.Name.Span.SequenceEqual(function.Name.Span);
        }

        // Assembly has no types, but linker names that say it.
        var parameterSize = _file.Architecture == CpuArchitecture.X86
            ? Math.Max(names.ParameterSize(function), _parameterSizes.GetValueOrDefault(entry.Rva))
            : 0;
        sink.Func(new SymFunc(entry.Rva, entry.Size, parameterSize, isMultiple), SymName.Utf8(name));
        for (var count = reader.Uleb(); count > 0 && reader.Ok; count--)
        {
            var depth = (uint)reader.Uleb();
            var origin = origins[(int)reader.Uleb()];
            var line = (uint)reader.Uleb();
            var call = new SymInline(depth, line, files[(uint)reader.Uleb()], origin, false);
            for (var ranges = reader.Uleb(); ranges > 0 && reader.Ok; ranges--)
            {
                var start = reader.Uleb();
                sink.Inline(call, entry.Rva + start, reader.Uleb());
            }
        }

        ulong at = entry.Rva;
        for (var count = reader.Uleb(); count > 0 && reader.Ok; count--)
        {
            at += reader.Uleb();
            var size = reader.Uleb();
            var line = (uint)reader.Uleb();
            sink.Line(new SymLine(at, size, line, files[(uint)reader.Uleb()]));
            at += size;
            LineCount++;
        }

        FunctionCount++;
    }

    ByteReader Open(PdbFunctionEntry entry, out PdbFunction function)
    {
        var data = _modules[entry.Module].Data;
        var reader = new ByteReader(data.Span) { Position = entry.Position };
        var type = (uint)reader.Uleb();
        var hasId = reader.Uleb() != 0;
        var length = (int)reader.Uleb();
        function = new PdbFunction(0, 0, entry.Size, type, hasId, data.Slice(reader.Position, length), entry.IsPart, []);
        reader.Skip((ulong)length);
        return reader;
    }
}
