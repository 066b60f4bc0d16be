using System.Globalization;
using System.Text;
using Inquest.Formats;
using Inquest.Formats.BreakpadSym;
using Inquest.Formats.PortablePdb;

namespace Inquest.Symbols.Dump;

/// <summary>Makes symbols from portable PDBs, so that .NET frames are found by the same cache and stores as native ones.</summary>
/// <remarks>
/// There are no machine addresses: a method's row in the metadata stands in the upper bits and the offset in its intermediate language
/// in the lower ones (<see cref="AddressOf"/>). Names of methods are not in a PDB; the frames that ask have them.
/// </remarks>
public static class PortablePdbSymbolDump
{
    // Rows of metadata tables have 24 bits, and no method's code needs more than that either.
    const int OffsetBits = 24;
    const uint OffsetMask = (1u << OffsetBits) - 1;

    /// <summary>The address that stands for an instruction; null when the token is no method's.</summary>
    public static ulong? AddressOf(uint token, uint offset) =>
        token >> 24 is 0 or 6 && (token & 0x00FF_FFFF) != 0 ? ((ulong)(token & 0x00FF_FFFF) << OffsetBits) | Math.Min(offset, OffsetMask) : null;

    /// <summary>The engine for portable PDBs; <see cref="SymbolDump.TryEmit"/> has the contract.</summary>
    public static SymbolDumpError TryEmit<TSink>(
        SymbolDumpInput input, SymbolDumpOptions options, ref TSink sink, out SymbolDumpSummary? summary)
        where TSink : struct, ISymSink
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        summary = null;
        var limits = PortablePdbLimits.Default;
        var bytes = input.Binary.Slice(0, (ulong)limits.PdbSizeMax);
        var error = PortablePdbFile.IsPortablePdb(bytes.Span)
            ? PortablePdbFile.TryOpen(bytes, limits, out var pdb)
            : PortablePdbFile.TryOpenEmbedded(bytes, limits, out pdb);
        if (error != PortablePdbError.None)
        {
            return error == PortablePdbError.NotEmbedded ? SymbolDumpError.NothingInside : SymbolDumpError.Malformed;
        }

        using (pdb)
        {
            return Emit(pdb!, options, ref sink, out summary);
        }
    }

    static SymbolDumpError Emit<TSink>(PortablePdbFile pdb, SymbolDumpOptions options, ref TSink sink, out SymbolDumpSummary? summary)
        where TSink : struct, ISymSink
    {
        summary = null;
        var methods = new List<(uint Row, IReadOnlyList<IlLine> Lines)>();
        for (uint row = 1; row <= pdb.MethodCount; row++)
        {
            if (pdb.Lines(row) is { Count: > 0 } lines)
            {
                methods.Add((row, lines));
            }
        }

        if (methods.Count == 0)
        {
            return SymbolDumpError.NothingInside;
        }

        sink.Module("dotnet"u8, "il"u8, Encoding.UTF8.GetBytes(pdb.DebugId), SymName.Utf8(options.ModuleName));
        var files = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (var file in new SortedSet<string>(methods.SelectMany(method => method.Lines).Select(line => line.File), StringComparer.Ordinal))
        {
            sink.File((uint)files.Count, SymName.Utf8(file));
            files.Add(file, (uint)files.Count);
        }

        var lineCount = 0;
        foreach (var (row, lines) in methods)
        {
            var start = (ulong)row << OffsetBits;
            // The PDB does not say where code ends; an offset past the last line belongs to it.
            sink.Func(new SymFunc(start, OffsetMask, 0, false),
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"method 0x{0x0600_0000 | row:x8}")));
            for (var i = 0; i < lines.Count; i++)
            {
                // Hidden code belongs to the line before it.
                if (lines[i].Line <= 0)
                {
                    continue;
                }

                var next = i + 1;
                while (next < lines.Count && lines[next].Line <= 0)
                {
                    next++;
                }

                var end = next < lines.Count ? (uint)lines[next].Offset : OffsetMask;
                if ((uint)lines[i].Offset < end)
                {
                    sink.Line(new SymLine(start + (uint)lines[i].Offset, end - (uint)lines[i].Offset, (uint)lines[i].Line, files[lines[i].File]));
                    lineCount++;
                }
            }
        }

        summary = new SymbolDumpSummary(options.ModuleName, pdb.DebugId, methods.Count, lineCount, 0, 0, new List<Finding>());
        return SymbolDumpError.None;
    }
}
