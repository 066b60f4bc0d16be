using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Inquest.Symbols.Cache;

/// <summary>Collects records into pieces and writes each as soon as it is full, so that memory does not grow with the bulk.</summary>
sealed class SymRecordPieces(SafeFileHandle file, SymbolLimits limits)
{
    public SymChunk Current { get; } = new(limits);

    /// <summary>The tables of all pieces written.</summary>
    public SymTables Tables { get; } = new();

    /// <summary>Where the bulk ends and the next bytes go.</summary>
    public long FileEnd { get; private set; } = Unsafe.SizeOf<SymbolCacheHeader>();

    public bool IsTooLarge { get; private set; }

    /// <summary>The piece that a record which begins something goes to: the current one, written out first when it is full.</summary>
    public SymChunk Next()
    {
        if (Current.BulkBytes >= limits.ChunkBytes)
        {
            Write();
        }

        return Current;
    }

    /// <summary>Writes what is left.</summary>
    public void Write()
    {
        Current.Finish();
        var end = (FileEnd + Current.BulkBytes + 7) & ~7L;
        IsTooLarge |= end > SymbolLimits.CacheBytesMax;
        if (!IsTooLarge)
        {
            Current.WriteBulk(file, (uint)FileEnd);
            FileEnd = end;
            Tables.Append(Current.Tables);
        }

        Current.Clear();
    }
}
