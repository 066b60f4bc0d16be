namespace Inquest.Formats.Minidump;

/// <summary>The memory of the process as far as the dump holds it: all of its lists in one, without overlaps.</summary>
public sealed class MinidumpMemory : IAddressSpace
{
    readonly DumpReader _reader;
    readonly MinidumpMemoryRange[] _ranges;

    internal MinidumpMemory(DumpReader reader, List<MinidumpMemoryRange> ranges)
    {
        _reader = reader;
        _ranges = Flatten(ranges);
    }

    public bool IsBigEndian => _reader.BigEndian;

    /// <summary>What there is, ascending and disjoint.</summary>
    public IReadOnlyList<MinidumpMemoryRange> Ranges => _ranges;

    /// <summary>The range that holds <paramref name="address"/>, or null.</summary>
    public MinidumpMemoryRange? Find(ulong address)
    {
        var index = IndexOf(address);
        return index < 0 ? null : _ranges[index];
    }

    public int Read(ulong address, Span<byte> destination)
    {
        var done = 0;
        for (var i = IndexOf(address); i >= 0 && i < _ranges.Length && done < destination.Length; i++)
        {
            // A read may run on into the next range when the two touch.
            var range = _ranges[i];
            var at = address + (ulong)done;
            if (!range.Contains(at))
            {
                break;
            }

            var offset = at - range.Start;
            var count = (int)Math.Min((ulong)(destination.Length - done), range.Size - offset);
            var got = _reader.Source.Read(range.Rva + offset, destination.Slice(done, count));
            done += got;
            if (got < count)
            {
                break;
            }
        }

        return done;
    }

    int IndexOf(ulong address)
    {
        var (low, high) = (0, _ranges.Length - 1);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            var range = _ranges[middle];
            if (address < range.Start)
            {
                high = middle - 1;
            }
            else if (range.Contains(address))
            {
                return middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return -1;
    }

    /// <summary>
    /// Sorts and cuts overlaps: the range that begins first wins, and of two that begin together the longer one.
    /// </summary>
    static MinidumpMemoryRange[] Flatten(List<MinidumpMemoryRange> ranges)
    {
        ranges.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Size.CompareTo(a.Size));
        var count = 0;
        ulong end = 0;
        for (var i = 0; i < ranges.Count; i++)
        {
            var range = ranges[i];
            if (range.Size > ulong.MaxValue - range.Start)
            {
                range = range with { Size = ulong.MaxValue - range.Start };
            }

            if (count > 0 && range.Start < end)
            {
                if (range.End <= end)
                {
                    continue;
                }

                var cut = end - range.Start;
                range = new MinidumpMemoryRange(end, range.Size - cut, range.Rva + cut);
            }

            if (range.Size > 0)
            {
                ranges[count++] = range;
                end = range.End;
            }
        }

        return [.. ranges[..count]];
    }
}
