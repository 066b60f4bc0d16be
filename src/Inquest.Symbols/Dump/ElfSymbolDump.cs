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
    readonly ElfFile? _mini;
    readonly SymbolDumpInput _input;
    IReadOnlyDictionary<ulong, string>? _symbolNames;
    readonly SymbolDumpOptions _options;
    readonly List<Finding> _findings = [];

    ElfSymbolDump(ElfFile binary, ElfFile? debugFile, SymbolDumpInput input, SymbolDumpOptions options)
    {
        _input = input;
        _mini = ElfMiniDebugInfo.Read(binary);
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

        return new ElfSymbolDump(elf!, debug, input, options).Emit(ref sink, out summary);
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

        var debug = new ElfDebugSections(WithDebugInfo(), _input, _options);
        List<PublicRecord> publics = [];
        var dwarf = DwarfSymbols.Collect(debug.Read(), _options, debug.OpenSplit, NameAt,
            functions => publics = PublicCollector.Collect(_binary, _debugFile, _mini, _options.ModuleName, functions));
        publics.RemoveAll(dwarf.HasTaken);
        // Frames of functions that the linker dropped stay behind at address 0.
        var code = DwarfSections.FromElf(_binary);
        var cfi = CfiSymbols.Collect(
            _options.WithCfi ? Tables() : [], _binary.Architecture, _binary.PointerSize, code.IsCode, _options.DwarfLimits);
        var exceptions = _options.WithCfi ? ArmExceptionRecords.Collect(_binary, cfi.Ranges) : [];
        if (dwarf.FunctionRanges.Count == 0 && publics.Count == 0 && cfi.Count == 0 && exceptions.Count == 0)
        {
            return SymbolDumpError.NothingInside;
        }

        var debugId = ElfBuildId.ToDebugId(id.Span);
        sink.Module("Linux"u8, Encoding.UTF8.GetBytes(ArchitectureName()), Encoding.UTF8.GetBytes(debugId),
            SymName.Utf8(_options.ModuleName));
        sink.Info("CODE_ID"u8, Encoding.UTF8.GetBytes(Convert.ToHexString(id.Span)));
        dwarf.Emit(ref sink, _binary.LinkBase);
        foreach (var symbol in publics)
        {
            sink.Public(new SymPublic(symbol.Address - _binary.LinkBase, 0, symbol.IsOneOfSeveral), SymName.Utf8(symbol.Name));
        }

        cfi.Emit(ref sink, _binary.LinkBase);
        ArmExceptionRecords.Emit(exceptions, ref sink, _binary.LinkBase);
        _findings.AddRange(cfi.Findings);
        _findings.AddRange(_binary.Findings);
        _findings.AddRange(_debugFile?.Findings ?? []);
        _findings.AddRange(debug.Findings);
        _findings.AddRange(dwarf.Findings);
        summary = new SymbolDumpSummary(
            _options.ModuleName, debugId, dwarf.FunctionRanges.Count, dwarf.LineCount, publics.Count, cfi.Count + exceptions.Count, _findings);
        return SymbolDumpError.None;
    }

    string? NameAt(ulong address)
    {
        _symbolNames ??= PublicCollector.FunctionNames(_binary, _debugFile, _mini);
        return _symbolNames.GetValueOrDefault(address) is { } name ? CloneSuffix.Remove(name) : null;
    }

    // A debug file without .debug_info only adds a symbol table.
    ElfFile WithDebugInfo() =>
        _debugFile is not null && !_debugFile.Contents(".debug_info").IsEmpty ? _debugFile : _binary;

    IEnumerable<CfiTable> Tables()
    {
        foreach (var file in (ElfFile?[])[_binary, _debugFile, _mini])
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
}
