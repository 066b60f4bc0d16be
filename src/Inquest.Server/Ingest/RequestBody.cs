using System.Buffers;
using Inquest.Storage;

namespace Inquest.Server.Ingest;

/// <summary>A request's bytes in a borrowed buffer; give it back by disposing.</summary>
sealed class RequestBody : IDisposable
{
    const int FirstBuffer = 8 << 10;
    byte[]? _buffer;
    LargeBuffer? _large;
    Memory<byte> _memory;
    int _length;
    IDisposable? _share;

    public ReadOnlyMemory<byte> Bytes => _memory[.._length];

    /// <summary>Reads to the end.</summary>
    /// <returns>Null when the body is longer than the limits allow.</returns>
    public static async ValueTask<RequestBody?> ReadAsync(
        HttpRequest request, IngestLimits limits, MemoryBudget budget, CancellationToken cancellationToken)
    {
        var expected = request.ContentLength;
        if (expected > limits.RequestBytesMax)
        {
            return null;
        }

        var body = new RequestBody();
        var complete = false;
        try
        {
            if (expected > limits.LargeRequestBytes)
            {
                body._share = await budget.TakeAsync(SizeOf(request, expected.Value, limits), cancellationToken);
            }

            body.Grow((int)Math.Max(expected ?? FirstBuffer, 1));
            while (true)
            {
                if (body._share is null && body._length > limits.LargeRequestBytes)
                {
                    // How long it will be is not said: then as long as it may be.
                    body._share = await budget.TakeAsync(limits.RequestBytesMax, cancellationToken);
                }

                var read = await request.BodyReader.ReadAsync(cancellationToken);
                var bytes = read.Buffer;
                if (body._length + bytes.Length > limits.RequestBytesMax)
                {
                    request.BodyReader.AdvanceTo(bytes.End);
                    return null;
                }

                body.Append(bytes);
                request.BodyReader.AdvanceTo(bytes.End);
                if (read.IsCompleted)
                {
                    complete = true;
                    return body;
                }
            }
        }
        finally
        {
            if (!complete)
            {
                body.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _memory = default;
        Return();
        _share?.Dispose();
        _share = null;
    }

    // Packed bodies are inflated beside themselves, to a size that nobody knows yet.
    static long SizeOf(HttpRequest request, long length, IngestLimits limits) =>
        request.Headers.ContentEncoding.Count > 0 ? limits.RequestBytesMax : length;

    void Append(in ReadOnlySequence<byte> bytes)
    {
        var needed = _length + (int)bytes.Length;
        if (needed > _memory.Length)
        {
            Grow((int)Math.Max(needed, Math.Min(_memory.Length * 2L, Array.MaxLength)));
        }

        bytes.CopyTo(_memory.Span[_length..]);
        _length = needed;
    }

    void Grow(int size)
    {
        var (buffer, large) = (_buffer, _large);
        (_buffer, _large) = size <= IngestLimits.PooledBufferBytes ? (ArrayPool<byte>.Shared.Rent(size), null) : ((byte[]?)null, new LargeBuffer(size));
        var memory = _buffer ?? _large!.Memory;
        _memory.Span[.._length].CopyTo(memory.Span);
        _memory = memory;
        Return(buffer, large);
    }

    void Return()
    {
        Return(_buffer, _large);
        (_buffer, _large) = (null, null);
    }

    static void Return(byte[]? buffer, LargeBuffer? large)
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        (large as IDisposable)?.Dispose();
    }
}
