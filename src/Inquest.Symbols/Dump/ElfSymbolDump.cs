using System.Text;
using Inquest.Formats;
using Inquest.Formats.BreakpadSym;
using Inquest.Formats.Cpu;
using Inquest.Formats.Dwarf;
using Inquest.Formats.Elf;

namespace Inquest.Symbols.Dump;

/// <summary>Makes symbols from ELF files. The same input gives the same bytes, whatever the number of threads.</summary>
/// <remarks>
/// Records, in this order: MODULE, INFO CODE_ID, FILE (by path), INLINE_ORIGIN (by name), then by address FUNC with its INLINE and
/// line records, PUBLIC, and STACK CFI. Addresses are relative to where the file is linked to start.
/// </remarks>
sealed class ElfSymbolDump
{
    readonly ElfFile _binary;
    readonly ElfFile? _debugFile;
    readonly SymbolDumpOptions _options;
    readonly List<Finding> _findings = [];

    ElfSymbolDump(ElfFile binary, ElfFile? debugFile, SymbolDumpOptions options)
    {
        _binary = binary;
        _debugFile = debugFile;
        _options = options;
    }

    /// <summary>The engine for ELF files; <see cref="SymbolDump.TryEmit"/> has the contract.</summary>
    public static SymbolDumpError TryEmit<TSink>(
        SymbolDumpInput input, SymbolDumpOptions options, ref TSink sink, out SymbolDumpSummary? summary)
        where TSink : struct, ISymSink
    {
        summary = null;
        if (ElfFile.TryOpen(input.Binary, options.ElfLimits, out var elf) != ElfError.None)
        {
            return SymbolDumpError.Malformed;
        }

        ElfFile? debug = null;
        if (input.DebugFile is not null)
        {
            if (ElfFile.TryOpen(input.DebugFile, options.ElfLimits, out debug) != ElfError.None)
            {
                return SymbolDumpError.Malformed;
            }

            if (!ElfBuildId.FromNotes(elf!).Span.SequenceEqual(ElfBuildId.FromNotes(debug!).Span))
            {
                return SymbolDumpError.WrongDebugFile;
            }
        }

        return new ElfSymbolDump(elf!, debug, options).Emit(ref sink, out summary);
    }

    SymbolDumpError Emit<TSink>(ref TSink sink, out SymbolDumpSummary? summary)
        where TSink : struct, ISymSink
    {
        summary = null;
        var id = ElfBuildId.Get(_binary);
        if (id.IsEmpty)
        {
            return SymbolDumpError.NoIdentity;
        }

        var dwarf = new DwarfFile(DwarfSections.FromElf(WithDebugInfo()), _options.DwarfLimits);
        var functions = new FunctionCollector(dwarf, _options.WithInlines).Collect();
        var publics = PublicCollector.Collect(_binary, _debugFile, _options.ModuleName, functions);
        var cfi = _options.WithCfi ? CfiEntries() : [];
        if (functions.Count == 0 && publics.Count == 0 && cfi.Count == 0)
        {
            return SymbolDumpError.NothingInside;
        }

        var debugId = ElfBuildId.ToDebugId(id.Span);
        sink.Module("Linux"u8, Encoding.UTF8.GetBytes(ArchitectureName()), Encoding.UTF8.GetBytes(debugId),
            Encoding.UTF8.GetBytes(OneLine(_options.ModuleName)));
        sink.Info("CODE_ID"u8, Encoding.UTF8.GetBytes(Convert.ToHexString(id.Span)));
        var lineCount = EmitFunctions(ref sink, functions);
        foreach (var symbol in publics)
        {
            sink.Public(new SymPublic(symbol.Address - _binary.LinkBase, 0, symbol.IsOneOfSeveral), Encoding.UTF8.GetBytes(OneLine(symbol.Name)));
        }

        foreach (var (writer, entry) in cfi)
        {
            writer.Emit(entry, ref sink);
        }

        _findings.AddRange(_binary.Findings);
        _findings.AddRange(_debugFile?.Findings ?? []);
        _findings.AddRange(dwarf.Findings);
        summary = new SymbolDumpSummary(
            _options.ModuleName, debugId, functions.Count, lineCount, publics.Count, cfi.Count, _findings);
        return SymbolDumpError.None;
    }

    // A debug file without .debug_info only adds a symbol table.
    ElfFile WithDebugInfo() =>
        _debugFile is not null && !_debugFile.Contents(".debug_info").IsEmpty ? _debugFile : _binary;

    int EmitFunctions<TSink>(ref TSink sink, List<FunctionRecord> functions)
        where TSink : struct, ISymSink
    {
        var lines = new List<List<LineRecord>>(functions.Count);
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        var origins = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var function in functions)
        {
            lines.Add(LinesOf(function));
            foreach (var line in lines[^1])
            {
                paths.Add(line.File);
            }

            foreach (var inline in function.Inlines)
            {
                paths.Add(inline.CallFile);
                origins.Add(inline.Name);
            }
        }

        var fileNumbers = Number(paths);
        foreach (var path in paths)
        {
            sink.File(fileNumbers[path], Encoding.UTF8.GetBytes(OneLine(path)));
        }

        var originNumbers = Number(origins);
        foreach (var origin in origins)
        {
            sink.InlineOrigin(originNumbers[origin], Encoding.UTF8.GetBytes(OneLine(origin)));
        }

        for (var i = 0; i < functions.Count; i++)
        {
            EmitFunction(ref sink, functions[i], lines[i], fileNumbers, originNumbers);
        }

        return lines.Sum(list => list.Count);
    }

    static Dictionary<string, uint> Number(SortedSet<string> names)
    {
        var numbers = new Dictionary<string, uint>(names.Count, StringComparer.Ordinal);
        foreach (var name in names)
        {
            numbers.Add(name, (uint)numbers.Count);
        }

        return numbers;
    }

    static List<LineRecord> LinesOf(FunctionRecord function)
    {
        var lines = new List<LineRecord>();
        foreach (var (range, row) in function.Lines.Cover(function.Range))
        {
            if (function.Lines.FileName(row.File) is not { } file)
            {
                continue;
            }

            // Rows that only differ in column or statement flag are one record.
            if (lines.Count > 0 && lines[^1].Range.End == range.Start && lines[^1].Line == row.Line && lines[^1].File == file)
            {
                lines[^1] = lines[^1] with { Range = lines[^1].Range with { End = range.End } };
            }
            else
            {
                lines.Add(new LineRecord(range, row.Line, file));
            }
        }

        return lines;
    }

    void EmitFunction<TSink>(ref TSink sink, FunctionRecord function, List<LineRecord> lines,
        Dictionary<string, uint> fileNumbers, Dictionary<string, uint> originNumbers)
        where TSink : struct, ISymSink
    {
        var start = _binary.LinkBase;
        sink.Func(
            new SymFunc(function.Range.Start - start, function.Range.End - function.Range.Start, 0, function.IsOneOfSeveral),
            Encoding.UTF8.GetBytes(OneLine(function.Name)));
        foreach (var inline in function.Inlines)
        {
            var head = new SymInline(
                (uint)inline.Depth, (uint)inline.CallLine, fileNumbers[inline.CallFile], originNumbers[inline.Name], false);
            foreach (var range in inline.Ranges)
            {
                sink.Inline(head, range.Start - start, range.End - range.Start);
            }
        }

        foreach (var line in lines)
        {
            sink.Line(new SymLine(
                line.Range.Start - start, line.Range.End - line.Range.Start, (uint)line.Line, fileNumbers[line.File]));
        }
    }

    List<(CfiText Writer, CfiEntry Entry)> CfiEntries()
    {
        var registers = CfiRegisterNames.For(_binary.Architecture);
        if (registers.Count == 0)
        {
            return [];
        }

        var entries = new SortedDictionary<ulong, (CfiText, CfiEntry)>();
        // Frames of functions that the linker dropped stay behind at address 0.
        var code = DwarfSections.FromElf(_binary);
        // .eh_frame first: where both describe a function, it is the one that is loaded and that runs.
        foreach (var table in Tables())
        {
            var writer = new CfiText(table, registers, StackPointerNumber(), _binary.PointerSize, _binary.LinkBase, _options.DwarfLimits);
            foreach (var entry in table.Entries)
            {
                if (!entries.ContainsKey(entry.Start) && code.IsCode(entry.Start) && writer.CanSay(entry))
                {
                    entries.Add(entry.Start, (writer, entry));
                }
            }

            _findings.AddRange(table.Findings);
        }

        return [.. entries.Values];
    }

    IEnumerable<CfiTable> Tables()
    {
        foreach (var file in (ElfFile?[])[_binary, _debugFile])
        {
            if (file?.FindSection(".eh_frame") is { HasBytes: true } section)
            {
                yield return CfiTable.ReadEhFrame(
                    file.Contents(section), file.IsBigEndian, section.Address, file.PointerSize, _options.DwarfLimits);
            }

            var debugFrame = file?.Contents(".debug_frame") ?? default;
            if (!debugFrame.IsEmpty)
            {
                yield return CfiTable.ReadDebugFrame(debugFrame, file!.IsBigEndian, file.PointerSize, _options.DwarfLimits);
            }
        }
    }

    int StackPointerNumber() => _binary.Architecture switch
    {
        CpuArchitecture.Amd64 => 7,
        CpuArchitecture.X86 => 4,
        CpuArchitecture.Arm => 13,
        _ => 31,
    };

    string ArchitectureName() => _binary.Architecture switch
    {
        CpuArchitecture.Amd64 => "x86_64",
        CpuArchitecture.X86 => "x86",
        CpuArchitecture.Arm => "arm",
        CpuArchitecture.Arm64 => "arm64",
        CpuArchitecture.Ppc => "ppc",
        CpuArchitecture.Ppc64 => "ppc64",
        CpuArchitecture.Mips => "mips",
        CpuArchitecture.Mips64 => "mips64",
        CpuArchitecture.Sparc => "sparc",
        CpuArchitecture.RiscV32 => "riscv",
        CpuArchitecture.RiscV64 => "riscv64",
        _ => "unknown",
    };

    // A line break in a name would end the record.
    static string OneLine(string name) => name.AsSpan().IndexOfAny('\n', '\r') < 0 ? name : name.Replace('\n', ' ').Replace('\r', ' ');

    readonly record struct LineRecord(DwarfRange Range, int Line, string File);
}
