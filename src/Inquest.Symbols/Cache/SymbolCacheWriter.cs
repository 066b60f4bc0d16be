using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Inquest.Symbols.Cache;

/// <summary>Makes a cache file from a symbol file. The layout is described at <see cref="SymbolCacheFile"/>.</summary>
/// <remarks>
/// The input is read once, in pieces, by a few threads; memory holds the pieces in work and the sorted tables, so that
/// it grows with the number of functions and not with the file. The result has a temporary name until it is whole:
/// other processes see no cache file or a good one, and when two make the same one the last rename wins.
/// </remarks>
public static class SymbolCacheWriter
{
    /// <param name="sym">Text, or gzip or zstd of it; read to its end and left open.</param>
    /// <param name="path">The cache file; its folder is made when it is missing.</param>
    /// <param name="limits">Bounds; the default ones when null.</param>
    /// <returns>Never throws for what is in <paramref name="sym"/> or for an error of a disk.</returns>
    public static SymbolCacheResult Write(Stream sym, string path, SymbolLimits? limits = null)
    {
        limits ??= SymbolLimits.Default;
        return WriteFile(path, file => Write(SymStream.Open(sym), file, limits));
    }

    /// <summary>Makes a cache file from records that never were text.</summary>
    /// <param name="emit">Hands over all records; false when there are none to be had, and then there is no file.</param>
    internal static SymbolCacheResult WriteRecords(string path, SymbolLimits limits, Func<SymRecordPieces, bool> emit) =>
        WriteFile(path, file =>
        {
            var pieces = new SymRecordPieces(file, limits);
            if (!emit(pieces))
            {
                return Failed(SymbolCacheError.NotASymbolFile);
            }

            pieces.Write();
            return pieces.IsTooLarge ? Failed(SymbolCacheError.TooLarge) : WriteTables(file, pieces.FileEnd, pieces.Tables, 0);
        });

    static SymbolCacheResult WriteFile(string path, Func<SafeFileHandle, SymbolCacheResult> write)
    {
        var temporary = $"{path}.{Environment.ProcessId:x}-{Guid.NewGuid():n}.tmp";
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            SymbolCacheResult result;
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                result = write(file);
            }

            if (result.Error == SymbolCacheError.None)
            {
                File.Move(temporary, path, overwrite: true);
            }

            return result;
        }
        catch (Exception e) when (e is InvalidDataException or ZstdSharp.ZstdException or EndOfStreamException)
        {
            return Failed(SymbolCacheError.BadCompression);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed(SymbolCacheError.Inaccessible);
        }
        finally
        {
            Remove(temporary);
        }
    }

    static SymbolCacheResult Write(Stream text, SafeFileHandle file, SymbolLimits limits)
    {
        var conversion = new SymConversion(new SymChunkReader(text, limits), file, limits);
        var error = conversion.Run(out var tables);
        if (error != SymbolCacheError.None)
        {
            return Failed(error);
        }

        return WriteTables(file, conversion.FileEnd, tables, conversion.BytesRead);
    }

    static SymbolCacheResult WriteTables(SafeFileHandle file, long end, SymTables tables, long symBytes)
    {
        tables.Settle();
        var size = WriteTables(file, end, tables);
        return size < 0
            ? Failed(SymbolCacheError.TooLarge)
            : new SymbolCacheResult(SymbolCacheError.None, symBytes, size, SymbolFindings.From(Problems(tables)));
    }

    /// <returns>The file's size, or -1 when it would be too large.</returns>
    static long WriteTables(SafeFileHandle file, long end, SymTables tables)
    {
        var header = new SymbolCacheHeader
        {
            Magic = SymbolCacheHeader.MagicValue,
            Version = SymbolCacheHeader.CurrentVersion,
            Flags = (HasUnwindInfo(tables) ? SymbolCacheHeader.HasUnwindInfoFlag : 0) |
                (tables.HasOldInlines ? SymbolCacheHeader.OldInlineSyntaxFlag : 0) |
                (tables.HasLines ? SymbolCacheHeader.HasLinesFlag : 0),
            Functions = WriteTable(file, CollectionsMarshal.AsSpan(tables.Functions), ref end),
            Publics = WriteTable(file, CollectionsMarshal.AsSpan(tables.Publics), ref end),
            Cfi = WriteTable(file, CollectionsMarshal.AsSpan(tables.Cfi), ref end),
            FrameData = WriteTable(file, CollectionsMarshal.AsSpan(tables.FrameData), ref end),
            Fpo = WriteTable(file, CollectionsMarshal.AsSpan(tables.Fpo), ref end),
            Files = WriteTable(file, CollectionsMarshal.AsSpan(tables.Files), ref end),
            Origins = WriteTable(file, CollectionsMarshal.AsSpan(tables.Origins), ref end),
            Problems = WriteTable(file, Problems(tables), ref end),
            Module = WriteTable(file, tables.Module.AsSpan(), ref end),
            Info = WriteTable(file, CollectionsMarshal.AsSpan(tables.Info), ref end),
        };
        if (end > SymbolLimits.CacheBytesMax)
        {
            return -1;
        }

        header.FileSize = (ulong)end;
        header.Checksum = header.ComputeChecksum();
        RandomAccess.SetLength(file, end);
        RandomAccess.Write(file, MemoryMarshal.AsBytes(new ReadOnlySpan<SymbolCacheHeader>(in header)), 0);
        return end;
    }

    static TableRef WriteTable<T>(SafeFileHandle file, Span<T> entries, ref long end)
        where T : unmanaged
    {
        var offset = end;
        end += ((long)entries.Length * Unsafe.SizeOf<T>()) + 7 & ~7L;
        if (end <= SymbolLimits.CacheBytesMax)
        {
            RandomAccess.Write(file, MemoryMarshal.AsBytes(entries), offset);
        }

        return new TableRef { Offset = (uint)offset, Count = (uint)entries.Length };
    }

    static bool HasUnwindInfo(SymTables tables) =>
        tables.Cfi.Count > 0 || tables.FrameData.Count > 0 || tables.Fpo.Count > 0;

    static ProblemEntry[] Problems(SymTables tables) => [.. tables.Problems.Values.OrderBy(problem => problem.Problem)];

    static SymbolCacheResult Failed(SymbolCacheError error) => new(error, 0, 0, []);

    static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A left-over temporary file costs space and harms nothing.
        }
    }
}
