using System.Text;
using Inquest.Formats;
using Inquest.Formats.Cpu;
using Inquest.Formats.Dwarf;
using Inquest.Formats.Elf;

namespace Inquest.Symbols.Dump;

/// <summary>Writes Breakpad symbol files from ELF files. The same input gives the same bytes, whatever the number of threads.</summary>
/// <remarks>
/// Records, in this order: MODULE, INFO CODE_ID, FILE (by path), INLINE_ORIGIN (by name), then by address FUNC with its INLINE and
/// line records, PUBLIC, and STACK CFI. Addresses are relative to where the file is linked to start.
/// </remarks>
public sealed class ElfSymbolDump
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

    /// <param name="binary">What was run: it has the unwind information.</param>
    /// <param name="debugFile">Its separate debug file, or null when the binary has everything itself.</param>
    public static SymbolDumpError TryWrite(
        FileBytes binary, FileBytes? debugFile, SymbolDumpOptions options, TextWriter output, out SymbolDumpSummary? summary)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        summary = null;
        if (ElfFile.TryOpen(binary, options.ElfLimits, out var elf) != ElfError.None)
        {
            return SymbolDumpError.NotElf;
        }

        ElfFile? debug = null;
        if (debugFile is not null)
        {
            if (ElfFile.TryOpen(debugFile, options.ElfLimits, out debug) != ElfError.None)
            {
                return SymbolDumpError.NotElf;
            }

            if (!ElfBuildId.FromNotes(elf!).Span.SequenceEqual(ElfBuildId.FromNotes(debug!).Span))
            {
                return SymbolDumpError.WrongDebugFile;
            }
        }

        return new ElfSymbolDump(elf!, debug, options).Write(output, out summary);
    }

    SymbolDumpError Write(TextWriter output, out SymbolDumpSummary? summary)
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
        var cfi = _options.WithCfi ? CfiRecords() : [];
        if (functions.Count == 0 && publics.Count == 0 && cfi.Count == 0)
        {
            return SymbolDumpError.NothingInside;
        }

        var debugId = ElfBuildId.ToDebugId(id.Span);
        output.Write($"MODULE Linux {ArchitectureName()} {debugId} {_options.ModuleName}\n");
        output.Write($"INFO CODE_ID {Convert.ToHexString(id.Span)}\n");
        var lineCount = WriteFunctions(output, functions);
        foreach (var symbol in publics)
        {
            output.Write($"PUBLIC {(symbol.IsOneOfSeveral ? "m " : "")}{symbol.Address - _binary.LinkBase:x} 0 {OneLine(symbol.Name)}\n");
        }

        foreach (var record in cfi)
        {
            output.Write(record);
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

    int WriteFunctions(TextWriter output, List<FunctionRecord> functions)
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

        var fileNumbers = Number(output, "FILE", paths);
        var originNumbers = Number(output, "INLINE_ORIGIN", origins);
        for (var i = 0; i < functions.Count; i++)
        {
            WriteFunction(output, functions[i], lines[i], fileNumbers, originNumbers);
        }

        return lines.Sum(list => list.Count);
    }

    static Dictionary<string, int> Number(TextWriter output, string record, SortedSet<string> names)
    {
        var numbers = new Dictionary<string, int>(names.Count, StringComparer.Ordinal);
        foreach (var name in names)
        {
            output.Write($"{record} {numbers.Count} {OneLine(name)}\n");
            numbers.Add(name, numbers.Count);
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

    void WriteFunction(TextWriter output, FunctionRecord function, List<LineRecord> lines,
        Dictionary<string, int> fileNumbers, Dictionary<string, int> originNumbers)
    {
        var start = _binary.LinkBase;
        output.Write($"FUNC {(function.IsOneOfSeveral ? "m " : "")}{function.Range.Start - start:x} {function.Range.End - function.Range.Start:x} 0 {OneLine(function.Name)}\n");
        foreach (var inline in function.Inlines)
        {
            output.Write($"INLINE {inline.Depth} {inline.CallLine} {fileNumbers[inline.CallFile]} {originNumbers[inline.Name]}");
            foreach (var range in inline.Ranges)
            {
                output.Write($" {range.Start - start:x} {range.End - range.Start:x}");
            }

            output.Write('\n');
        }

        foreach (var line in lines)
        {
            output.Write($"{line.Range.Start - start:x} {line.Range.End - line.Range.Start:x} {line.Line} {fileNumbers[line.File]}\n");
        }
    }

    List<string> CfiRecords()
    {
        var registers = CfiRegisterNames.For(_binary.Architecture);
        if (registers.Count == 0)
        {
            return [];
        }

        var records = new SortedDictionary<ulong, string>();
        // Frames of functions that the linker dropped stay behind at address 0.
        var code = DwarfSections.FromElf(_binary);
        // .eh_frame first: where both describe a function, it is the one that is loaded and that runs.
        foreach (var table in Tables())
        {
            var writer = new CfiText(table, registers, StackPointerNumber(), _binary.PointerSize, _binary.LinkBase, _options.DwarfLimits);
            foreach (var entry in table.Entries)
            {
                if (records.ContainsKey(entry.Start) || !code.IsCode(entry.Start))
                {
                    continue;
                }

                var text = new StringBuilder();
                writer.Append(entry, text);
                if (text.Length > 0)
                {
                    records.Add(entry.Start, text.ToString());
                }
            }

            _findings.AddRange(table.Findings);
        }

        return [.. records.Values];
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
