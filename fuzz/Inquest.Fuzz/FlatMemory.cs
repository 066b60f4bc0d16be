using Inquest.Formats;

namespace Inquest.Fuzz;

/// <summary>One page of stack full of plausible addresses.</summary>
sealed class FlatMemory(ulong start) : IAddressSpace
{
    const int Size = 4096;

    public bool IsBigEndian => false;

    public int Read(ulong address, Span<byte> destination)
    {
        if (address < start || address - start >= Size)
        {
            return 0;
        }

        var count = (int)Math.Min((ulong)destination.Length, Size - (address - start));
        for (var i = 0; i < count; i++)
        {
            destination[i] = (byte)(address + (ulong)i);
        }

        return count;
    }
}
