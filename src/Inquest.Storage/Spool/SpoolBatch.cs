using System.Buffers;
using System.Collections;

namespace Inquest.Storage.Spool;

/// <summary>Records that were read together, with the buffer that their payloads are slices of. Give it back by disposing.</summary>
/// <remarks>A fresh array of this size for each read would be collected with the oldest generation, and the whole heap with it.</remarks>
public sealed class SpoolBatch : IReadOnlyList<SpoolEntry>, IDisposable
{
    readonly List<SpoolEntry> _entries = [];
    byte[]? _buffer;

    public int Count => _entries.Count;

    public SpoolEntry this[int index] => _entries[index];

    public IEnumerator<SpoolEntry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Payloads must not be touched after this.</summary>
    public void Dispose()
    {
        _entries.Clear();
        Return();
    }

    internal void Add(SpoolEntry entry) => _entries.Add(entry);

    /// <summary>A buffer of this size in place of the one before.</summary>
    internal Memory<byte> Borrow(int size)
    {
        Return();
        // The pool's arrays are powers of two; a dump of 100 MiB is better made and dropped.
        _buffer = size <= StorageLimits.SpoolBatchBytes ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size);
        return _buffer.AsMemory(0, size);
    }

    void Return()
    {
        if (_buffer?.Length <= StorageLimits.SpoolBatchBytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = null;
    }
}
