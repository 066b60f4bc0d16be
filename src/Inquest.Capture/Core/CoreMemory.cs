using Inquest.Formats;
using Inquest.Formats.Elf;

namespace Inquest.Capture.Core;

/// <summary>
/// The memory of a core: PT_LOAD segments first, and for pages that were left out because they are the file's own, the file.
/// </summary>
sealed class CoreMemory(FileBytes core, ElfFile elf, IReadOnlyList<MemoryMapping> files, MappedFileCache cache) : IAddressSpace
{
    readonly ElfSegment[] _segments =
        [.. elf.Segments.Where(s => s is { IsLoad: true, FileSize: > 0 }).OrderBy(s => s.VirtualAddress)];

    readonly MemoryMapping[] _files = [.. files.Where(file => file.IsFile).OrderBy(file => file.Range.Start)];

    public bool IsBigEndian => elf.IsBigEndian;

    public int Read(ulong address, Span<byte> destination)
    {
        var total = 0;
        while (total < destination.Length)
        {
            var count = ReadOnce(unchecked(address + (ulong)total), destination[total..]);
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    int ReadOnce(ulong address, Span<byte> destination)
    {
        var fromCore = ReadCore(address, destination);
        return fromCore > 0 ? fromCore : ReadFile(address, destination);
    }

    int ReadCore(ulong address, Span<byte> destination)
    {
        var (low, high) = (0, _segments.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var segment = _segments[middle];
            if (address < segment.VirtualAddress)
            {
                high = middle - 1;
            }
            else if (address - segment.VirtualAddress >= segment.FileSize)
            {
                low = middle + 1;
            }
            else
            {
                var skip = address - segment.VirtualAddress;
                var bytes = core.Slice(segment.Offset + skip, Math.Min(segment.FileSize - skip, (ulong)destination.Length)).Span;
                bytes.CopyTo(destination);
                return bytes.Length;
            }
        }

        return 0;
    }

    int ReadFile(ulong address, Span<byte> destination)
    {
        var (low, high) = (0, _files.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var file = _files[middle];
            if (address < file.Range.Start)
            {
                high = middle - 1;
            }
            else if (address >= file.Range.End)
            {
                low = middle + 1;
            }
            else
            {
                var skip = address - file.Range.Start;
                var size = Math.Min(file.Range.End - address, (ulong)destination.Length);
                if (cache.Get(file.Path) is not { } content)
                {
                    return 0;
                }

                var bytes = content.Slice(file.FileOffset + skip, size).Span;
                bytes.CopyTo(destination);
                return bytes.Length;
            }
        }

        return 0;
    }
}
