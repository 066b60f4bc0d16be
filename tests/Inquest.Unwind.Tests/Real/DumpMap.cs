using Inquest.Formats.Minidump;

namespace Inquest.Unwind.Tests.Real;

sealed class DumpMap(MinidumpMemoryMap map) : IMemoryMap
{
    public bool IsComplete => !map.IsEmpty;

    public MappedRegion? Find(ulong address) => map.Find(address) is { } r
        ? new MappedRegion(r.Start, r.Size, r.IsReadable, r.IsWritable, r.IsExecutable, r.IsGuard)
        : null;
}
