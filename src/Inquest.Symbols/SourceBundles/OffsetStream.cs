namespace Inquest.Symbols.SourceBundles;

/// <summary>The part of a seekable stream behind a number of bytes. It owns the stream.</summary>
sealed class OffsetStream(Stream whole, long offset) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => Math.Max(0, whole.Length - offset);

    public override long Position
    {
        get => whole.Position - offset;
        set => whole.Position = Math.Max(0, value) + offset;
    }

    public override int Read(Span<byte> buffer) => whole.Read(buffer);

    public override int Read(byte[] buffer, int start, int count) => whole.Read(buffer, start, count);

    public override long Seek(long distance, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => distance,
        SeekOrigin.Current => Position + distance,
        _ => Length + distance,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int start, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            whole.Dispose();
        }

        base.Dispose(disposing);
    }
}
