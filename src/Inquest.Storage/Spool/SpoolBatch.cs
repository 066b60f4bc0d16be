using System.Buffers;
using System.Collections;

namespace Inquest.Storage.Spool;

/// <summary>Records that were read together, with the buffer that their payloads are slices of. Give it back by disposing.</summary>
/// <remarks>A fresh array of this size for each read would be collected with the oldest generation, and the whole heap with it.</remarks>
public sealed class SpoolBatch : IReadOnlyList<SpoolEntry>, IDisposable
{
    readonly List<SpoolEntry> _entries = [];
    readonly Func<long, IDisposable>? _takeLarge;
    byte[]? _buffer;
    LargeBuffer? _large;
    IDisposable? _share;

    internal SpoolBatch(Func<long, IDisposable>? takeLarge) => _takeLarge = takeLarge;

    /// <summary>True when it is one record of more than <see cref="StorageLimits.SpoolBatchBytes"/>.</summary>
    public bool IsLarge => _large is not null;

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
        if (size > StorageLimits.SpoolBatchBytes)
        {
            _share = _takeLarge?.Invoke(size);
            return (_large = new LargeBuffer(size)).Memory;
        }

        return (_buffer = ArrayPool<byte>.Shared.Rent(size)).AsMemory(0, size);
    }

    void Return()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        (_large as IDisposable)?.Dispose();
        _share?.Dispose();
        (_buffer, _large, _share) = (null, null, null);
    }
}
