using Inquest.Formats.BreakpadSym;
using Inquest.Formats.MachO;
using Inquest.Formats.Pdb;
using Inquest.Formats.PortablePdb;
using Inquest.Symbols.Cache;

namespace Inquest.Symbols.Dump;

/// <summary>Makes symbols from binaries and debug files: as records for a sink, as a symbol file, or as a cache file.</summary>
/// <remarks>
/// <para>The first bytes choose the engine. An engine is a static method with the shape of <see cref="TryEmit"/>; a new format
/// adds one and a line in <see cref="FormatOf"/> and in <see cref="TryEmit"/>. Both ways out, text and cache, then work for it.</para>
/// <para>What an engine owes its sink: <c>Module</c> once and first, then <c>Info</c>, all <c>File</c> and <c>InlineOrigin</c>
/// records, then functions by ascending address, each <c>Func</c> followed by its <c>Inline</c> ranges (callers before what is
/// inlined in them; ranges of one call one after the other) and its <c>Line</c> records by ascending address, then <c>Public</c>,
/// <c>StackWin</c>, and each <c>CfiInit</c> followed by its <c>Cfi</c> records. Addresses are relative to the module's base.
/// Text is UTF-8 without line breaks, which sinks need not look for. The same input gives the same records whatever the
/// number of threads. Nothing is emitted, not even <c>Module</c>, unless the result is <see cref="SymbolDumpError.None"/>.
/// All calls come from the thread that called, one at a time. No bytes make it throw.</para>
/// </remarks>
public static class SymbolDump
{
    /// <summary>Enough for every magic number that <see cref="FormatOf"/> knows.</summary>
    public const int MagicLength = 32;

    /// <summary>Which engine the first bytes of a file ask for.</summary>
    public static SymbolDumpFormat FormatOf(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("\u007fELF"u8))
        {
            return SymbolDumpFormat.Elf;
        }

        if (MachOUniversal.IsMachO(start))
        {
            return SymbolDumpFormat.MachO;
        }

        if (start.StartsWith("MZ"u8))
        {
            return SymbolDumpFormat.Pe;
        }

        if (start.StartsWith("\0asm"u8))
        {
            return SymbolDumpFormat.Wasm;
        }

        if (PortablePdbFile.IsPortablePdb(start))
        {
            return SymbolDumpFormat.PortablePdb;
        }

        return MsfFile.IsMsf(start) ? SymbolDumpFormat.Pdb : SymbolDumpFormat.Unknown;
    }

    /// <summary>Hands all records of the input to a sink.</summary>
    public static SymbolDumpError TryEmit<TSink>(
        SymbolDumpInput input, SymbolDumpOptions options, ref TSink sink, out SymbolDumpSummary? summary)
        where TSink : struct, ISymSink
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        summary = null;
        return FormatOf(input.Binary.Slice(0, MagicLength).Span) switch
        {
            SymbolDumpFormat.Elf => ElfSymbolDump.TryEmit(input, options, ref sink, out summary),
            SymbolDumpFormat.MachO => MachOSymbolDump.TryEmit(input, options, ref sink, out summary),
            SymbolDumpFormat.Pe => WindowsSymbolDump.TryEmitImage(input, options, ref sink, out summary),
            SymbolDumpFormat.Pdb => WindowsSymbolDump.TryEmitPdb(input, options, ref sink, out summary),
            SymbolDumpFormat.Wasm => WasmSymbolDump.TryEmit(input, options, ref sink, out summary),
            SymbolDumpFormat.PortablePdb => PortablePdbSymbolDump.TryEmit(input, options, ref sink, out summary),
            _ => SymbolDumpError.UnknownFormat,
        };
    }

    /// <summary>Writes a symbol file (.sym).</summary>
    /// <exception cref="IOException">Writing failed.</exception>
    public static SymbolDumpError TryWriteText(
        SymbolDumpInput input, SymbolDumpOptions options, Stream output, out SymbolDumpSummary? summary)
    {
        ArgumentNullException.ThrowIfNull(output);
        var writer = new SymTextWriter(output);
        var sink = new SymTextSink(writer);
        var error = TryEmit(input, options, ref sink, out summary);
        writer.Flush();
        return error;
    }

    /// <summary>Writes a cache file, as <see cref="SymbolCacheWriter"/> does from the text, without text in between.</summary>
    /// <param name="path">The cache file; its folder is made when it is missing. It appears when it is whole.</param>
    /// <param name="limits">Bounds of the cache; the default ones when null.</param>
    /// <param name="cache">What became of the file when symbols could be made.</param>
    public static SymbolDumpError TryWriteCache(SymbolDumpInput input, SymbolDumpOptions options, string path, SymbolLimits? limits,
        out SymbolDumpSummary? summary, out SymbolCacheResult? cache)
    {
        ArgumentNullException.ThrowIfNull(path);
        var error = SymbolDumpError.None;
        SymbolDumpSummary? found = null;
        cache = SymbolCacheWriter.WriteRecords(path, limits ?? SymbolLimits.Default, records =>
        {
            var sink = new SymRecordSink(records);
            error = TryEmit(input, options, ref sink, out found);
            return error == SymbolDumpError.None;
        });
        summary = found;
        cache = error == SymbolDumpError.None ? cache : null;
        return error;
    }
}
