using System.Text;
using Inquest.Formats;
using Inquest.Formats.BreakpadSym;
using Inquest.Formats.Demangle;
using Inquest.Formats.Wasm;

namespace Inquest.Symbols.Dump;

/// <summary>Makes symbols from WebAssembly modules. Addresses are offsets in the file, which is what browsers print.</summary>
static class WasmSymbolDump
{
    /// <summary>The engine for WebAssembly; <see cref="SymbolDump.TryEmit"/> has the contract.</summary>
    public static SymbolDumpError TryEmit<TSink>(
        SymbolDumpInput input, SymbolDumpOptions options, ref TSink sink, out SymbolDumpSummary? summary)
        where TSink : struct, ISymSink
    {
        summary = null;
        if (WasmFile.TryOpen(input.Binary, WasmLimits.Default, out var binary) != WasmError.None)
        {
            return SymbolDumpError.Malformed;
        }

        WasmFile? debugFile = null;
        if (input.DebugFile is not null && WasmFile.TryOpen(input.DebugFile, WasmLimits.Default, out debugFile) != WasmError.None)
        {
            return SymbolDumpError.Malformed;
        }

        if (debugFile is not null && !debugFile.BuildId.Span.SequenceEqual(binary!.BuildId.Span))
        {
            return SymbolDumpError.WrongDebugFile;
        }

        if (binary!.DebugId.Length == 0)
        {
            return SymbolDumpError.NoIdentity;
        }

        var source = debugFile is not null && !debugFile.Dwarf().Info.IsEmpty ? debugFile : binary;
        var dwarf = DwarfSymbols.Collect(source.Dwarf(), options);
        // Functions without debug information are known by name and size; they cannot overlap with others.
        var starts = new HashSet<ulong>(dwarf.FunctionRanges.Select(range => range.Start + source.CodeOffset));
        var named = binary.Functions().Where(function => !starts.Contains(function.Offset)).ToList();
        if (starts.Count == 0 && named.Count == 0)
        {
            return SymbolDumpError.NothingInside;
        }

        sink.Module("wasm"u8, "wasm32"u8, Encoding.UTF8.GetBytes(binary.DebugId), SymName.Utf8(options.ModuleName));
        sink.Info("CODE_ID"u8, Encoding.UTF8.GetBytes(Convert.ToHexString(binary.BuildId.Span)));
        // DWARF counts from the code section of its own file; a separate debug file may have it elsewhere than the module.
        dwarf.Emit(ref sink, unchecked(0 - binary.CodeOffset));
        foreach (var function in named)
        {
            var name = function.Name is null ? $"wasm-function[{function.Index}]" : Demangler.Demangle(function.Name);
            sink.Public(new SymPublic(function.Offset, 0, false), SymName.Utf8(name));
        }

        List<Finding> findings = [.. binary.Findings, .. debugFile?.Findings ?? [], .. dwarf.Findings];
        if (binary.ExternalDebugInfo is { } place && debugFile is null)
        {
            findings.Add(new Finding("debug-info-elsewhere", $"The module says that its debug information is at {place}."));
        }

        summary = new SymbolDumpSummary(options.ModuleName, binary.DebugId, dwarf.FunctionRanges.Count, dwarf.LineCount, named.Count, 0, findings);
        return SymbolDumpError.None;
    }
}
