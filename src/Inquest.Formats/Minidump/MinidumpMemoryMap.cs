namespace Inquest.Formats.Minidump;

/// <summary>Which addresses of the process exist and what may be done there.</summary>
public sealed class MinidumpMemoryMap
{
    readonly MemoryRegion[] _regions;

    internal MinidumpMemoryMap(IEnumerable<MemoryRegion> regions)
    {
        _regions = [.. regions.Where(region => region.Size > 0)];
        Array.Sort(_regions, static (a, b) => a.Start.CompareTo(b.Start));
    }

    /// <summary>True when the dump has no memory map at all, so that an absent address means nothing.</summary>
    public bool IsEmpty => _regions.Length == 0;

    /// <summary>Ascending by address.</summary>
    public IReadOnlyList<MemoryRegion> Regions => _regions;

    /// <summary>The region that holds <paramref name="address"/>, or null.</summary>
    public MemoryRegion? Find(ulong address)
    {
        var index = LastAtOrBelow(address);
        return index >= 0 && _regions[index].Contains(address) ? _regions[index] : null;
    }

    /// <summary>The first region that begins above <paramref name="address"/>, or null.</summary>
    public MemoryRegion? Above(ulong address)
    {
        var index = LastAtOrBelow(address) + 1;
        return index < _regions.Length ? _regions[index] : null;
    }

    /// <summary>Whether code can run at an address; null when the map is silent because the dump has none.</summary>
    public bool? IsExecutable(ulong address) => IsEmpty ? null : Find(address)?.IsExecutable ?? false;

    int LastAtOrBelow(ulong address)
    {
        var (low, high) = (0, _regions.Length - 1);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            if (_regions[middle].Start <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }
}
