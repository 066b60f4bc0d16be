using Inquest.Reports;

namespace Inquest.Protocol.Events;

/// <summary>Finds the module that covers an address.</summary>
sealed class ImageMap
{
    public static ImageMap Empty { get; } = new([]);

    readonly ulong[] _bases;
    readonly int[] _order;

    public ImageMap(IReadOnlyList<ReportModule> modules)
    {
        Modules = modules;
        _order = [.. Enumerable.Range(0, modules.Count).Where(i => modules[i].Base != 0).OrderBy(i => modules[i].Base)];
        _bases = [.. _order.Select(i => modules[i].Base)];
    }

    public IReadOnlyList<ReportModule> Modules { get; }

    /// <summary>Index of the module, or null.</summary>
    public int? Find(ulong address)
    {
        var at = Array.BinarySearch(_bases, address);
        at = at >= 0 ? at : ~at - 1;
        if (at < 0)
        {
            return null;
        }

        var module = Modules[_order[at]];
        // Without a size the next module's base is the end; some Apple SDKs leave it out.
        return address - module.Base < module.Size || (module.Size == 0 && at + 1 < _bases.Length) ? _order[at] : null;
    }
}
