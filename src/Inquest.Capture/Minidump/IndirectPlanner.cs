using System.Buffers.Binary;

namespace Inquest.Capture.Minidump;

/// <summary>Adds what the crashed thread's registers and stack point at: small objects on the heap, within a budget of their own.</summary>
sealed class IndirectPlanner(ProcessSnapshot snapshot, CaptureLimits limits, MemoryPlan plan)
{
    // Half of what is kept at a pointer lies before it at most: vtables and sizes stand in front of objects.
    const ulong Before = 64;
    const ulong Aligned = ~15UL;

    public void Add(MemoryView?[] stacks)
    {
        var index = CrashedIndex();
        if (limits.IndirectSizeMax == 0 || index < 0 || stacks[index] is not { } stack)
        {
            return;
        }

        long left = limits.IndirectSizeMax;
        var thread = snapshot.Threads[index];
        foreach (var (_, value) in thread.Registers.Known())
        {
            Follow(value, stack, ref left);
        }

        var size = thread.Registers.Layout.PointerSize;
        var words = stack.Block.Content.AsSpan(stack.Offset, stack.Size);
        for (var i = 0; i < limits.FollowedWordCount && (i + 1) * size <= words.Length && left > 0; i++)
        {
            var word = words.Slice(i * size, size);
            Follow(size == 8 ? Read64(word) : Read32(word), stack, ref left);
        }
    }

    int CrashedIndex()
    {
        for (var i = 0; i < snapshot.Threads.Count; i++)
        {
            if (snapshot.Signal is { } signal && snapshot.Threads[i].Id == signal.ThreadId)
            {
                return i;
            }
        }

        return -1;
    }

    void Follow(ulong pointer, MemoryView stack, ref long left)
    {
        if (left <= 0 || snapshot.FindMapping(pointer) is not { Protection: { } protection } mapping
            || protection.HasFlag(MemoryProtection.Execute) || !protection.HasFlag(MemoryProtection.Write | MemoryProtection.Read)
            || mapping.Range.Contains(stack.Start))
        {
            return;
        }

        var start = Math.Max(mapping.Range.Start, (pointer - Math.Min(pointer, Before)) & Aligned);
        var end = Math.Min(mapping.Range.End, start + (ulong)Math.Min(left, limits.IndirectObjectSize));
        left -= plan.AddPiece(new AddressRange(start, end));
    }

    ulong Read64(ReadOnlySpan<byte> word) =>
        snapshot.Memory.IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(word) : BinaryPrimitives.ReadUInt64LittleEndian(word);

    ulong Read32(ReadOnlySpan<byte> word) =>
        snapshot.Memory.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(word) : BinaryPrimitives.ReadUInt32LittleEndian(word);
}
