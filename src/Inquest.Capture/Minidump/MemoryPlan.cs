
namespace Inquest.Capture.Minidump;

/// <summary>The memory of a dump: blocks that do not overlap, within a budget, with secrets written as zeros.</summary>
sealed class MemoryPlan(ProcessSnapshot snapshot, CaptureLimits limits, SoftErrors errors)
{
    readonly List<MemoryBlock> _blocks = [];
    long _size;

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

        var end = range.End;
        foreach (var block in _blocks)
        {
            if (block.Start > range.Start && block.Start < end)
            {
                end = block.Start;
            }
        }

        var size = (long)Math.Min(end - range.Start, int.MaxValue);
        if (size > limits.MemorySizeMax - _size)
        {
            size = limits.MemorySizeMax - _size;
            errors.Add($"memory budget of {limits.MemorySizeMax} bytes reached: {what} is cut to {size} bytes");
        }

        if (size <= 0)
        {
            return null;
        }

        var content = new byte[size];
        var length = snapshot.Memory.Read(range.Start, content);
        if (length == 0)
        {
            return null;
        }

        var added = new MemoryBlock(range.Start, length == content.Length ? content : content[..length]);
        HideSecrets(added);
        _blocks.Add(added);
        _size += length;
        return new MemoryView(added, 0, length);
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
    }
}
