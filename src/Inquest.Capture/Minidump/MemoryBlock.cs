namespace Inquest.Capture.Minidump;

/// <summary>Memory that goes into a dump.</summary>
sealed class MemoryBlock(ulong start, byte[] content)
{
    public ulong Start { get; } = start;

    public byte[] Content { get; } = content;

    public ulong End => Start + (ulong)Content.Length;

    /// <summary>Places in the dump that hold this block's rva plus an offset, to be filled in when it is known.</summary>
    public List<(int Position, int Offset)> References { get; } = [];
}
