namespace Inquest.Capture.Minidump;

/// <summary>Part of a block: what a thread's stack descriptor names.</summary>
readonly record struct MemoryView(MemoryBlock Block, int Offset, int Size)
{
    public ulong Start => Block.Start + (ulong)Offset;
}
