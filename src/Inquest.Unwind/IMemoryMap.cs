namespace Inquest.Unwind;

/// <summary>Which addresses the process had mapped, from MemoryInfoList, Linux maps or nothing at all.</summary>
public interface IMemoryMap
{
    /// <summary>True when every mapping is listed, so that an address without one was not mapped.</summary>
    bool IsComplete { get; }

    /// <summary>The region that covers an address, or null.</summary>
    MappedRegion? Find(ulong address);
}
