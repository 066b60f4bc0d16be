using System.Text;
using Inquest.Formats;
using Inquest.Formats.BreakpadSym;
using Inquest.Formats.Cpu;
using Inquest.Formats.Dwarf;
using Inquest.Formats.MachO;

namespace Inquest.Symbols.Dump;

/// <summary>Makes symbols from Mach-O files: a program or library, its dSYM, or both.</summary>
/// <remarks>
/// Functions and lines come from the DWARF of the dSYM (or, rarely, of the binary); without any, functions come from the stabs
/// that the linker leaves for dsymutil. Unwinding comes from the binary: __eh_frame where it describes a function, else
/// __unwind_info. Addresses are relative to __TEXT, which is where the header is loaded.
/// </remarks>
sealed class MachOSymbolDump
{
    readonly MachOFile _binary;
    readonly MachOFile? _debugFile;
    readonly SymbolDumpOptions _options;

    MachOSymbolDump(MachOFile binary, MachOFile? debugFile, SymbolDumpOptions options)
    {
        _binary = binary;
        _debugFile = debugFile;
        _options = options;
    }

    /// <summary>The engine for Mach-O files; <see cref="SymbolDump.TryEmit"/> has the contract.</summary>
    public static SymbolDumpError TryEmit<TSink>(
        SymbolDumpInput input, SymbolDumpOptions options, ref TSink sink, out SymbolDumpSummary? summary)
        where TSink : struct, ISymSink
    {
        summary = null;
        var error = TryChoose(input.Binary, options, options.DebugId, out var binary);
        if (error != SymbolDumpError.None)
        {
            return error;
        }

        if (binary!.Uuid.IsEmpty)
        {
            return SymbolDumpError.NoIdentity;
        }

        MachOFile? debugFile = null;
        if (input.DebugFile is not null)
        {
            error = TryChoose(input.DebugFile, options with { Architecture = null }, DebugIdOf(binary), out debugFile);
            if (error != SymbolDumpError.None)
            {
                return error == SymbolDumpError.ArchitectureMissing ? SymbolDumpError.WrongDebugFile : error;
            }
        }

        return new MachOSymbolDump(binary, debugFile, options).Emit(ref sink, out summary);
    }

    static SymbolDumpError TryChoose(FileBytes bytes, SymbolDumpOptions options, string? debugId, out MachOFile? file)
    {
        file = null;
        if (MachOUniversal.TryList(bytes, options.MachOLimits, out var slices) != MachOError.None)
        {
            return SymbolDumpError.Malformed;
        }

        var fitting = new List<MachOFile>();
        foreach (var slice in slices)
        {
            // A universal file may have one damaged part; the others are still good.
            if ((options.Architecture is null || MachOCpu.IsNamed(slice.CpuType, slice.CpuSubtype, options.Architecture))
                && MachOFile.TryOpen(bytes, slice, options.MachOLimits, out var candidate) == MachOError.None
                && (debugId is null || string.Equals(DebugIdOf(candidate!), debugId, StringComparison.OrdinalIgnoreCase)))
            {
                fitting.Add(candidate!);
            }
        }

        if (fitting.Count == 0)
        {
            return options.Architecture is null && debugId is null ? SymbolDumpError.Malformed : SymbolDumpError.ArchitectureMissing;
        }

        file = fitting[0];
        return fitting.Count > 1 && debugId is null ? SymbolDumpError.ArchitectureAmbiguous : SymbolDumpError.None;
    }

    // Breakpad's form: the UUID in its written order and age 0.
    static string DebugIdOf(MachOFile file) => Convert.ToHexString(file.Uuid.Span) + "0";

    SymbolDumpError Emit<TSink>(ref TSink sink, out SymbolDumpSummary? summary)
        where TSink : struct, ISymSink
    {
        summary = null;
        var linkBase = _binary.LinkBase;
        var findings = new List<Finding>();
        var symbols = new MachOSymbols(_binary, _debugFile);
        var dwarf = DwarfSymbols.Collect(MachODwarf.Sections(WithDebugInfo()), _options, null, symbols.FunctionName);
        var stabs = dwarf.FunctionRanges.Count == 0 ? symbols.StabFunctions() : [];
        if (dwarf.FunctionRanges.Count == 0 && symbols.ObjectFileCount > 0)
        {
            findings.Add(new Finding("debug-info-in-objects",
                $"The debug information is still in {symbols.ObjectFileCount} object files; dsymutil collects it."));
        }

        var ranges = dwarf.FunctionRanges.Count > 0 ? dwarf.FunctionRanges : [.. stabs.Select(stab => stab.Range)];
        var publics = symbols.Publics(_options.ModuleName, ranges);
        var code = MachODwarf.Code(_binary);
        var cfi = CfiSymbols.Collect(_options.WithCfi ? FrameTables() : [], _binary.Architecture, _binary.PointerSize,
            address => code.Any(range => range.Contains(address)), _options.DwarfLimits);
        var compact = CompactUnwindSymbols.Collect(_options.WithCfi ? _binary : null, symbols.FunctionStarts, cfi.Ranges);
        if (ranges.Count == 0 && publics.Count == 0 && cfi.Count == 0 && compact.Count == 0)
        {
            return SymbolDumpError.NothingInside;
        }

        var debugId = DebugIdOf(_binary);
        sink.Module("mac"u8, Encoding.UTF8.GetBytes(_binary.ArchitectureName), Encoding.UTF8.GetBytes(debugId), SymName.Utf8(_options.ModuleName));
        sink.Info("CODE_ID"u8, Encoding.UTF8.GetBytes(Convert.ToHexString(_binary.Uuid.Span)));
        dwarf.Emit(ref sink, linkBase);
        foreach (var stab in stabs)
        {
            sink.Func(new SymFunc(stab.Range.Start - linkBase, stab.Range.End - stab.Range.Start, 0, stab.IsOneOfSeveral), SymName.Utf8(stab.Name));
        }

        foreach (var symbol in publics)
        {
            sink.Public(new SymPublic(symbol.Address - linkBase, 0, symbol.IsOneOfSeveral), SymName.Utf8(symbol.Name));
        }

        cfi.Emit(ref sink, linkBase);
        compact.Emit(ref sink);
        findings.AddRange(cfi.Findings);
        findings.AddRange(_binary.Findings);
        findings.AddRange(_debugFile?.Findings ?? []);
        findings.AddRange(dwarf.Findings);
        summary = new SymbolDumpSummary(_options.ModuleName, debugId, ranges.Count, dwarf.LineCount, publics.Count,
            cfi.Count + compact.Count, findings);
        return SymbolDumpError.None;
    }

    // A dSYM without __debug_info only adds a symbol table.
    MachOFile WithDebugInfo() =>
        _debugFile is not null && !MachODwarf.Contents(_debugFile, "info").IsEmpty ? _debugFile : _binary;

    IEnumerable<CfiTable> FrameTables()
    {
        foreach (var file in (MachOFile?[])[_binary, _debugFile])
        {
            // Folklore: on 32-bit x86, Apple's __eh_frame numbers esp and ebp the other way round; it is left to __unwind_info.
            if (file?.FindSection("__TEXT", "__eh_frame") is { HasBytes: true } section && file.Architecture != CpuArchitecture.X86)
            {
                yield return CfiTable.ReadEhFrame(
                    file.Contents(section), file.IsBigEndian, section.Address, file.PointerSize, _options.DwarfLimits);
            }

            var debugFrame = file is null ? default : MachODwarf.Contents(file, "frame");
            if (!debugFrame.IsEmpty)
            {
                yield return CfiTable.ReadDebugFrame(debugFrame, file!.IsBigEndian, file.PointerSize, _options.DwarfLimits);
            }
        }
    }
}
