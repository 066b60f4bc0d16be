using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;

namespace Inquest.Symbols.Cache;

/// <summary>One run over a symbol file: threads take pieces, read them, write their bulk and leave their tables.</summary>
sealed class SymConversion(SymChunkReader reader, SafeFileHandle file, SymbolLimits limits)
{
    readonly Lock _lock = new();
    readonly Dictionary<int, SymTables> _tables = [];
    bool _isTooLarge;

    /// <summary>Where the bulk ends and the next bytes go.</summary>
    public long FileEnd { get; private set; } = Unsafe.SizeOf<SymbolCacheHeader>();

    public long BytesRead => reader.BytesRead;

    public SymbolCacheError Run(out SymTables tables)
    {
        tables = new SymTables();
        var buffer = Array.Empty<byte>();
        var chunk = new SymChunk(limits);
        if (TakeOne(chunk, ref buffer) && reader.MayHaveMore)
        {
            // Only now, with more than one piece to read, is a second thread worth its start.
            var helpers = new Task[Math.Min(limits.ConversionThreads, Environment.ProcessorCount) - 1];
            for (var i = 0; i < helpers.Length; i++)
            {
                helpers[i] = Task.Run(() => TakeAll(new SymChunk(limits), []));
            }

            try
            {
                TakeAll(chunk, buffer);
            }
            finally
            {
                // The file handle is in use until they end, whatever happened here.
                ((IAsyncResult)Task.WhenAll(helpers)).AsyncWaitHandle.WaitOne();
            }

            Rethrow(helpers);
        }

        tables.Reserve(_tables.Values);
        for (var i = 0; _tables.Remove(i, out var piece); i++)
        {
            tables.Append(piece);
        }

        return reader.IsTooLarge || _isTooLarge ? SymbolCacheError.TooLarge
            : tables.HasRecords ? SymbolCacheError.None
            : SymbolCacheError.NotASymbolFile;
    }

    static void Rethrow(Task[] helpers)
    {
        foreach (var helper in helpers)
        {
            if (helper.Exception?.InnerException is { } cause)
            {
                ExceptionDispatchInfo.Throw(cause);
            }
        }
    }

    void TakeAll(SymChunk chunk, byte[] buffer)
    {
        while (TakeOne(chunk, ref buffer))
        {
            // All work is in the condition.
        }
    }

    bool TakeOne(SymChunk chunk, ref byte[] buffer)
    {
        if (!reader.TryTake(ref buffer, out var length, out var number))
        {
            return false;
        }

        chunk.Clear();
        chunk.Read(buffer.AsSpan(0, length));
        if (!TryReserve(chunk.BulkBytes, out var offset))
        {
            return false;
        }

        chunk.WriteBulk(file, offset);
        lock (_lock)
        {
            _tables.Add(number, chunk.Tables);
        }

        return true;
    }

    bool TryReserve(long size, out uint offset)
    {
        lock (_lock)
        {
            var end = (FileEnd + size + 7) & ~7L;
            _isTooLarge |= end > uint.MaxValue;
            offset = _isTooLarge ? 0 : (uint)FileEnd;
            FileEnd = _isTooLarge ? FileEnd : end;
            return !_isTooLarge;
        }
    }
}
