using Inquest.Formats.Cpu;

namespace Inquest.Capture.Minidump;

/// <summary>The memory of a dump: blocks that do not overlap, within a budget, without what must not leave the machine.</summary>
sealed class MemoryPlan(ProcessSnapshot snapshot, MinidumpWriterOptions options, SoftErrors errors)
{
    readonly List<MemoryBlock> _blocks = [];

    /// <summary>Bytes of all blocks.</summary>
    public long Size { get; private set; }

    /// <summary>The crashed thread's stack pointer lies below its stack.</summary>
    public bool HasOverflowed { get; set; }

    /// <summary>In order of address.</summary>
    public IEnumerable<MemoryBlock> Blocks => _blocks.OrderBy(block => block.Start);

    /// <summary>Adds what of a range is readable, starting at its start; null when that is nothing.</summary>
    /// <remarks>Where the range starts in a block that is already there, the answer is the rest of that block.</remarks>
    public MemoryView? Add(AddressRange range, string what)
    {
        if (_blocks.Find(block => range.Start >= block.Start && range.Start < block.End) is { } known)
        {
            var offset = (int)(range.Start - known.Start);
            return new MemoryView(known, offset, known.Content.Length - offset);
        }

        var size = (long)Math.Min(FreeEnd(range) - range.Start, int.MaxValue);
        if (size > options.Limits.MemorySizeMax - Size)
        {
            size = options.Limits.MemorySizeMax - Size;
            errors.Add($"memory budget of {options.Limits.MemorySizeMax} bytes reached: {what} is cut to {size} bytes");
        }

        return size <= 0 || Read(range.Start, (int)size) is not { } added ? null : new MemoryView(added, 0, added.Content.Length);
    }

    /// <summary>Adds what of a range is not there yet, and says nothing when the budget is spent. Returns the bytes that were added.</summary>
    public int AddPiece(AddressRange range)
    {
        while (_blocks.Find(block => range.Start >= block.Start && range.Start < block.End) is { } known)
        {
            range = range with { Start = known.End };
        }

        var size = range.Size == 0 ? 0 : (long)Math.Min(FreeEnd(range) - range.Start, (ulong)Math.Max(0, options.Limits.MemorySizeMax - Size));
        return size <= 0 ? 0 : Read(range.Start, (int)size)?.Content.Length ?? 0;
    }

    // Where the next block begins, or the range ends.
    ulong FreeEnd(AddressRange range)
    {
        var end = range.End;
        foreach (var block in _blocks)
        {
            if (block.Start > range.Start && block.Start < end)
            {
                end = block.Start;
            }
        }

        return end;
    }

    MemoryBlock? Read(ulong start, int size)
    {
        var content = new byte[size];
        var length = snapshot.Memory.Read(start, content);
        if (length == 0)
        {
            return null;
        }

        var block = new MemoryBlock(start, length == content.Length ? content : content[..length]);
        HideSecrets(block);
        _blocks.Add(block);
        Size += length;
        return block;
    }

    void HideSecrets(MemoryBlock block)
    {
        foreach (var secret in snapshot.Secrets)
        {
            var start = Math.Max(secret.Start, block.Start);
            var end = Math.Min(secret.End, block.End);
            if (start < end)
            {
                block.Content.AsSpan((int)(start - block.Start), (int)(end - start)).Clear();
            }
        }

        if (options.SanitizeStacks && snapshot.FindMapping(block.Start) is { } mapping
            && mapping.Protection is { } protection && !protection.HasFlag(MemoryProtection.Execute)
            && snapshot.Architecture is CpuArchitecture.Amd64 or CpuArchitecture.Arm64)
        {
            StackSanitizer.Clear(block, mapping.Range, snapshot);
        }

        if (options.HideHomes)
        {
            HomeHider.Hide(block.Content);
        }
    }
}
