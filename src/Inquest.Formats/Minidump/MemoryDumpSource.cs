namespace Inquest.Formats.Minidump;

/// <summary>A dump that is in memory already.</summary>
sealed class MemoryDumpSource(ReadOnlyMemory<byte> bytes) : DumpSource
{
    public override ulong Length => (ulong)bytes.Length;

    public override void Dispose()
    {
        // The bytes belong to the caller.
    }

    protected override void Copy(ulong offset, Span<byte> destination) =>
        bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
}
