namespace Inquest.Formats;

/// <summary>Part of a file's bytes as a stream, for readers that want one. It does not own the bytes.</summary>
public sealed class FileBytesStream(FileBytes bytes, ulong start, ulong length) : Stream
{
    readonly long _length = (long)Math.Min(length, (ulong)bytes.Length - Math.Min(start, (ulong)bytes.Length));
    long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => _position = Math.Max(0, value);
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Clamp(_length - _position, 0, buffer.Length);
        var view = bytes.Slice(start + (ulong)_position, (ulong)count).Span;
        view.CopyTo(buffer);
        _position += view.Length;
        return view.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => _length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
