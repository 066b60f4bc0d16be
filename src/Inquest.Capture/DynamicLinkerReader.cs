using System.Text;
using Inquest.Formats;
using Inquest.Formats.Elf;

namespace Inquest.Capture;

/// <summary>Follows the program's DT_DEBUG to the dynamic linker's list of loaded files (link.h, struct r_debug and link_map).</summary>
sealed class DynamicLinkerReader(IAddressSpace memory, int pointerSize, CaptureLimits limits)
{
    const ulong DebugTag = 21;
    public DynamicLinkerState? Read(ReadOnlyMemory<byte> auxiliaryVector)
    {
        if (FindDynamicSection(auxiliaryVector) is not { } dynamic || FindDebug(dynamic) is not { } debug || debug == 0)
        {
            return null;
        }

        if (!memory.TryReadUInt32(debug, out var version)
            || !TryPointer(debug + Step(1), out var map)
            || !TryPointer(debug + Step(2), out var breakpoint)
            || !TryPointer(debug + Step(4), out var linkerBase))
        {
            return null;
        }

        return new DynamicLinkerState(version, breakpoint, linkerBase, dynamic, ReadMaps(map));
    }

    List<LinkMapEntry> ReadMaps(ulong map)
    {
        var entries = new List<LinkMapEntry>();
        while (map != 0 && entries.Count < limits.LinkMapCountMax
            && TryPointer(map, out var bias) && TryPointer(map + Step(1), out var name)
            && TryPointer(map + Step(2), out var dynamic) && TryPointer(map + Step(3), out var next))
        {
            entries.Add(new LinkMapEntry(bias, ReadText(name), dynamic));
            map = next;
        }

        return entries;
    }

    ulong? FindDynamicSection(ReadOnlyMemory<byte> auxiliaryVector)
    {
        var isBigEndian = memory.IsBigEndian;
        var headers = AuxiliaryVectorReader.Find(
            auxiliaryVector, AuxiliaryVectorReader.ProgramHeaders, pointerSize, isBigEndian);
        var count = AuxiliaryVectorReader.Find(
            auxiliaryVector, AuxiliaryVectorReader.ProgramHeaderCount, pointerSize, isBigEndian);
        if (headers is not { } address || count is not { } total)
        {
            return null;
        }

        ulong? bias = null;
        ulong? dynamic = null;
        var size = pointerSize == 8 ? 56UL : 32UL;
        for (ulong i = 0; i < Math.Min(total, 128); i++)
        {
            var header = address + (i * size);
            if (!memory.TryReadUInt32(header, out var type) || !TryPointer(header + (pointerSize == 8 ? 16UL : 8UL), out var at))
            {
                return null;
            }

            if (type == ElfSegment.ProgramHeaders)
            {
                bias = unchecked(address - at);
            }
            else if (type == ElfSegment.Dynamic)
            {
                dynamic = at;
            }
        }

        return dynamic is { } offset ? unchecked(offset + (bias ?? 0)) : null;
    }

    ulong? FindDebug(ulong dynamic)
    {
        for (ulong i = 0; i < CaptureLimits.DynamicEntryCountMax; i++)
        {
            if (!TryPointer(dynamic + Step(2 * i), out var tag) || tag == 0)
            {
                return null;
            }

            if (tag == DebugTag)
            {
                return TryPointer(dynamic + Step((2 * i) + 1), out var value) ? value : null;
            }
        }

        return null;
    }

    string ReadText(ulong address)
    {
        if (address == 0)
        {
            return "";
        }

        var bytes = new byte[limits.PathLengthMax];
        var length = memory.Read(address, bytes);
        var end = bytes.AsSpan(0, length).IndexOf((byte)0);
        return end < 0 ? "" : Encoding.UTF8.GetString(bytes, 0, end);
    }

    ulong Step(ulong count) => count * (ulong)pointerSize;

    bool TryPointer(ulong address, out ulong value) => memory.TryReadPointer(address, pointerSize, out value);
}
