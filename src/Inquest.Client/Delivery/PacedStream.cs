namespace Inquest.Client.Delivery;

/// <summary>Delays writes so that they keep to a rate; see <see cref="PacedContent"/>.</summary>
sealed class PacedStream(Stream inner, long bytesPerSecond, TimeProvider time) : Stream
{
    readonly int _piece = (int)Math.Clamp(bytesPerSecond / 10, 1, 1 << 20);
    readonly long _began = time.GetTimestamp();
    long _written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            var due = TimeSpan.FromSeconds((double)_written / bytesPerSecond) - time.GetElapsedTime(_began);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, time, cancellationToken).ConfigureAwait(false);
            }

            var piece = buffer[..Math.Min(_piece, buffer.Length)];
            await inner.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            _written += piece.Length;
            buffer = buffer[piece.Length..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
