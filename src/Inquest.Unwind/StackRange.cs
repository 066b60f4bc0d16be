namespace Inquest.Unwind;

/// <summary>The addresses of one thread's stack that the dump holds.</summary>
public readonly record struct StackRange(ulong Start, ulong Length)
{
    /// <summary>One past the last byte; the last address there is when the range claims to wrap.</summary>
    public ulong End => Length > ulong.MaxValue - Start ? ulong.MaxValue : Start + Length;

    public bool Contains(ulong address) => address >= Start && address < End;
}
