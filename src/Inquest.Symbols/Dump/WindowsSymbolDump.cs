using System.Text;
using Inquest.Formats;
using Inquest.Formats.BreakpadSym;
using Inquest.Formats.Cpu;
using Inquest.Formats.Pdb;
using Inquest.Formats.Pe;

namespace Inquest.Symbols.Dump;

/// <summary>Makes symbols of Windows modules from a PE image, from a PDB, or best from both.</summary>
/// <remarks>
/// The PDB has functions, lines, inlined calls, publics and x86 frames; the image the frames of x64 and arm64, exports, the code id
/// and, made by mingw, DWARF. An image alone still gives a walker everything but names.
/// </remarks>
sealed class WindowsSymbolDump
{
    const string NoId = "000000000000000000000000000000000";

    readonly PeFile? _image;
    readonly PdbFile? _pdb;
    readonly SymbolDumpOptions _options;
    readonly List<Finding> _findings = [];

    WindowsSymbolDump(PeFile? image, PdbFile? pdb, SymbolDumpOptions options)
    {
        _image = image;
        _pdb = pdb;
        _options = options;
    }

    /// <summary>The engine for PE images; <see cref="SymbolDump.TryEmit"/> has the contract.</summary>
    public static SymbolDumpError TryEmitImage<TSink>(
        SymbolDumpInput input, SymbolDumpOptions options, ref TSink sink, out SymbolDumpSummary? summary)
        where TSink : struct, ISymSink
    {
        summary = null;
        if (PeFile.TryOpen(input.Binary, options.PeLimits, out var image) != PeError.None)
        {
            return SymbolDumpError.Malformed;
        }

        PdbFile? pdb = null;
        if (input.DebugFile is not null)
        {
            if (PdbFile.TryOpen(input.DebugFile, options.PdbLimits, out pdb) != PdbError.None)
            {
                return SymbolDumpError.Malformed;
            }

            if (image!.CodeView is not { } record || record.Signature != pdb!.Signature || record.Age != pdb.Age)
            {
                return SymbolDumpError.WrongDebugFile;
            }
        }

        return new WindowsSymbolDump(image, pdb, options).Emit(ref sink, out summary);
    }

    /// <summary>The engine for a PDB without its image.</summary>
    public static SymbolDumpError TryEmitPdb<TSink>(
        SymbolDumpInput input, SymbolDumpOptions options, ref TSink sink, out SymbolDumpSummary? summary)
        where TSink : struct, ISymSink
    {
        summary = null;
        return PdbFile.TryOpen(input.Binary, options.PdbLimits, out var pdb) != PdbError.None
            ? SymbolDumpError.Malformed
            : new WindowsSymbolDump(null, pdb, options).Emit(ref sink, out summary);
    }

    SymbolDumpError Emit<TSink>(ref TSink sink, out SymbolDumpSummary? summary)
        where TSink : struct, ISymSink
    {
        summary = null;
        var symbols = _pdb is null ? null : PdbSymbols.Collect(_pdb, _options);
        var dwarf = _image is null || _pdb is not null ? null : PeDwarf.Sections(_image) is { } sections ? DwarfSymbols.Collect(sections, _options) : null;
        var exports = _image is null || symbols is { IsEmpty: false } ? [] : PeExports.Collect(_image, dwarf?.FunctionRanges ?? []);
        var frames = _image is null || !_options.WithCfi ? null : PeFrames.Read(_image);
        var tables = _image is null || !_options.WithCfi ? null : PeDwarf.Frames(_image, _options.DwarfLimits);
        if (symbols is null or { IsEmpty: true } && exports.Count == 0 && dwarf is null or { FunctionRanges.Count: 0 }
            && frames is null or { TableCount: 0 } && tables is null or { Count: 0 })
        {
            return SymbolDumpError.NothingInside;
        }

        var debugId = _pdb?.DebugId ?? _image!.CodeView?.DebugId ?? NoId;
        var moduleName = _image?.CodeView?.PdbName is { Length: > 0 } pdbName ? pdbName : _options.ModuleName;
        sink.Module("windows"u8, Architecture(), Encoding.ASCII.GetBytes(debugId), SymName.Utf8(moduleName));
        if (_image is not null)
        {
            // Folklore: symbol stores of Breakpad and Socorro have the code id in upper case here, Microsoft's has it in lower.
            sink.Info("CODE_ID"u8, SymName.Utf8($"{_image.CodeId.ToUpperInvariant()} {_options.ModuleName}"));
        }

        symbols?.EmitCode(ref sink);
        dwarf?.Emit(ref sink, _image!.ImageBase);
        foreach (var symbol in exports)
        {
            sink.Public(new SymPublic(symbol.Rva, symbol.ParameterSize, symbol.IsOneOfSeveral), SymName.Utf8(symbol.Name));
        }

        if (_options.WithCfi && _pdb?.Architecture == CpuArchitecture.X86)
        {
            symbols!.EmitFrames(ref sink);
        }

        frames?.Emit(ref sink);
        tables?.Emit(ref sink, _image!.ImageBase);
        AddFindings(frames, dwarf, tables);
        summary = new SymbolDumpSummary(moduleName, debugId, (symbols?.FunctionCount ?? 0) + (dwarf?.FunctionRanges.Count ?? 0),
            (symbols?.LineCount ?? 0) + (dwarf?.LineCount ?? 0), (symbols?.PublicCount ?? 0) + exports.Count,
            (symbols?.FrameCount ?? 0) + (frames?.EmittedCount ?? 0) + (tables?.Count ?? 0), _findings);
        return SymbolDumpError.None;
    }

    void AddFindings(PeFrames? frames, DwarfSymbols? dwarf, CfiSymbols? tables)
    {
        _findings.AddRange(_image?.Findings ?? []);
        _findings.AddRange(_pdb?.Findings ?? []);
        _findings.AddRange(frames?.Findings ?? []);
        _findings.AddRange(dwarf?.Findings ?? []);
        _findings.AddRange(tables?.Findings ?? []);
        var old = _pdb?.Modules.Count(module => module.OldLineSize > 0) ?? 0;
        if (old > 0)
        {
            _findings.Add(new Finding("pdb-old-lines", $"{old} modules have lines in the form of before 2005, which is not read."));
        }

        if (_pdb is null && _image!.CodeView is null)
        {
            _findings.Add(new Finding("pe-no-id", "The image names no PDB: dumps have no debug id for it, and symbols are only found by its name."));
        }
    }

    ReadOnlySpan<byte> Architecture() => (_pdb?.Architecture ?? _image!.Architecture) switch
    {
        CpuArchitecture.X86 => "x86"u8,
        CpuArchitecture.Amd64 => "x86_64"u8,
        CpuArchitecture.Arm => "arm"u8,
        CpuArchitecture.Arm64 => "arm64"u8,
        _ => "unknown"u8,
    };
}
