using Inquest.Formats.Minidump;
using Inquest.Unwind;

namespace Inquest.Processing;

/// <summary>A dump's memory map as the unwinder asks for it.</summary>
sealed class DumpMemoryMap(MinidumpMemoryMap map) : IMemoryMap
{
    // Both sources, MemoryInfoList and /proc/PID/maps, list everything that is mapped.
    public bool IsComplete => !map.IsEmpty;

    public MappedRegion? Find(ulong address) =>
        map.Find(address) is { } region && region.State != MemoryState.Free
            ? new MappedRegion(
                region.Start, region.Size, region.IsReadable, region.IsWritable, region.IsExecutable, region.IsGuard)
            : null;
}
