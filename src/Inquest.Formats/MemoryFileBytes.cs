namespace Inquest.Formats;

/// <summary>A file that is already in memory.</summary>
public sealed class MemoryFileBytes(ReadOnlyMemory<byte> bytes) : FileBytes
{
    public override long Length => bytes.Length;

    protected override ReadOnlyMemory<byte> View(long offset, int size) => bytes.Slice((int)offset, size);
}
