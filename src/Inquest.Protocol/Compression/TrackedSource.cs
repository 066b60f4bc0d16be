namespace Inquest.Protocol.Compression;

/// <summary>
/// Compressed bytes that remember whether a decoder asked for more than there are. The framework's inflater takes a
/// stream that was cut short for one that ended, and this is the only trace of it.
/// </summary>
sealed class TrackedSource(byte[] bytes, int offset, int count) : MemoryStream(bytes, offset, count, writable: false)
{
    readonly ReadOnlyMemory<byte> _bytes = bytes.AsMemory(offset, count);

    public bool WasExhausted { get; private set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        // A derived memory stream sends spans to the overload above: this must not call the base.
        var start = (int)Position;
        var read = Math.Min(_bytes.Length - start, buffer.Length);
        _bytes.Span.Slice(start, read).CopyTo(buffer);
        Position = start + read;
        WasExhausted |= read == 0 && buffer.Length > 0;
        return read;
    }
}
