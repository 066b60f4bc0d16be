namespace Inquest.Unwind;

/// <summary>Finds the module that covers an address.</summary>
/// <remarks>
/// Modules of real dumps overlap: Android's writers list an APK and the library mapped from inside of it, and a dump
/// taken during <c>dlclose</c> lists both the old and the new library at one address. Where two overlap, the one with
/// the higher base owns the addresses from its base on, because it is the more specific one; of two with the same base
/// the first that has a debug id owns all.
/// </remarks>
public sealed class UnwindModuleList
{
    readonly UnwindModule[] _byBase;

    public UnwindModuleList(IEnumerable<UnwindModule> modules)
    {
        var kept = new Dictionary<ulong, UnwindModule>();
        var count = 0;
        foreach (var module in modules)
        {
            count++;
            if (module.Size == 0)
            {
                continue;
            }

            if (!kept.TryGetValue(module.Base, out var other) || (other.Id.DebugId.Length == 0 && module.Id.DebugId.Length != 0))
            {
                kept[module.Base] = module;
            }
        }

        _byBase = [.. kept.Values];
        Array.Sort(_byBase, static (a, b) => a.Base.CompareTo(b.Base));
        Count = count;
        HighestAddress = _byBase.Length == 0 ? 0 : _byBase.Max(static m => m.Base + Math.Min(m.Size, ulong.MaxValue - m.Base));
    }

    /// <summary>Modules given, including those that own no address.</summary>
    public int Count { get; }

    /// <summary>One past the last byte of all modules.</summary>
    public ulong HighestAddress { get; }

    /// <summary>The module that owns an address, or null.</summary>
    public UnwindModule? Find(ulong address)
    {
        var (low, high) = (0, _byBase.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            if (_byBase[middle].Base <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        // The nearest base below may belong to a small module inside a larger one, so look back a little.
        const int nestingDepth = 4;
        for (var i = high; i >= 0 && i > high - nestingDepth; i--)
        {
            if (_byBase[i].Contains(address))
            {
                return _byBase[i];
            }
        }

        return null;
    }
}
