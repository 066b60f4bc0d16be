using System.Buffers;
using System.Runtime.InteropServices;

namespace Inquest.Storage;

/// <summary>Bytes outside of the collected heap, for what is tens of MiB large and short-lived: gone when it is disposed, not at some later collection.</summary>
public sealed unsafe class LargeBuffer : MemoryManager<byte>
{
    readonly int _size;
    void* _bytes;

    /// <summary>The content is not cleared.</summary>
    public LargeBuffer(int size)
    {
        _size = size;
        _bytes = NativeMemory.Alloc((nuint)size);
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_bytes is null, this);
        return new Span<byte>(_bytes, _size);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_bytes is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_size);
        return new MemoryHandle((byte*)_bytes + elementIndex, default, this);
    }

    public override void Unpin()
    {
        // Native memory does not move.
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
    }
}
