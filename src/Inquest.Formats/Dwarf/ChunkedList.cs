using System.Runtime.CompilerServices;

namespace Inquest.Formats.Dwarf;

/// <summary>A list that grows without copying what it has: hundreds of megabytes of records would be in memory twice.</summary>
public sealed class ChunkedList<T>
    where T : unmanaged
{
    const int Shift = 14;
    const int Mask = (1 << Shift) - 1;

    readonly List<T[]> _chunks = [];

    public int Count { get; private set; }

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _chunks[index >> Shift][index & Mask];
    }

    public void Add(in T item)
    {
        if (Count >> Shift == _chunks.Count)
        {
            _chunks.Add(new T[1 << Shift]);
        }

        _chunks[Count >> Shift][Count & Mask] = item;
        Count++;
    }
}
