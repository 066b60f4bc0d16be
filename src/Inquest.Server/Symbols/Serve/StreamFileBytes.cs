using Inquest.Formats;

namespace Inquest.Server.Symbols.Serve;

/// <summary>A seekable stream as file bytes, read where they are looked at. It does not own the stream.</summary>
/// <remarks>For the few headers and the one section that a request wants; whole files are better mapped.</remarks>
sealed class StreamFileBytes(Stream stream) : FileBytes
{
    readonly Lock _lock = new();

    public override long Length => stream.Length;

    protected override ReadOnlyMemory<byte> View(long offset, int size)
    {
        var bytes = new byte[size];
        lock (_lock)
        {
            stream.Position = offset;
            var length = stream.ReadAtLeast(bytes, size, throwOnEndOfStream: false);
            return bytes.AsMemory(0, length);
        }
    }
}
