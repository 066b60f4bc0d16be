using System.Buffers;

namespace Inquest.Server.Ingest;

/// <summary>A request's bytes in a borrowed buffer; give it back by disposing.</summary>
sealed class RequestBody : IDisposable
{
    const int FirstBuffer = 8 << 10;
    byte[]? _buffer;
    int _length;

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads to the end.</summary>
    /// <returns>Null when the body is longer than <paramref name="bytesMax"/>.</returns>
    public static async ValueTask<RequestBody?> ReadAsync(HttpRequest request, long bytesMax, SemaphoreSlim largePlaces, int largeBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > bytesMax)
        {
            return null;
        }

        var body = new RequestBody();
        var complete = false;
        var large = false;
        try
        {
            body._buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(request.ContentLength ?? FirstBuffer, 1, largeBytes));
            while (true)
            {
                if (!large && (request.ContentLength > largeBytes || body._length > largeBytes))
                {
                    await largePlaces.WaitAsync(cancellationToken);
                    large = true;
                }

                var read = await request.BodyReader.ReadAsync(cancellationToken);
                var bytes = read.Buffer;
                if (body._length + bytes.Length > bytesMax)
                {
                    request.BodyReader.AdvanceTo(bytes.End);
                    return null;
                }

                body.Append(bytes);
                request.BodyReader.AdvanceTo(bytes.End);
                if (read.IsCompleted)
                {
                    complete = true;
                    body._places = large ? largePlaces : null;
                    return body;
                }
            }
        }
        finally
        {
            if (!complete)
            {
                body.Dispose();
                if (large)
                {
                    largePlaces.Release();
                }
            }
        }
    }

    SemaphoreSlim? _places;

    public void Dispose()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }

        _places?.Release();
        _places = null;
    }

    void Append(in ReadOnlySequence<byte> bytes)
    {
        var needed = _length + (int)bytes.Length;
        if (needed > _buffer!.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _buffer.Length * 2));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length = needed;
    }
}
