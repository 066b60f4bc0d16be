using System.Buffers.Binary;

namespace Inquest.Formats.Pdb;

/// <summary>Turns section and offset into addresses of the image, also where an optimiser moved code after linking.</summary>
/// <remarks>
/// Such tools (BBT, Syzygy) leave the PDB as it was and add OMAP tables of pairs of u32: an address of the image as it was linked,
/// and where the bytes from there on are now, or zero or 0x80000000 when they are gone. The sections are then those of the linked image, kept in
/// a stream of their own.
/// </remarks>
public sealed class PdbAddressMap
{
    readonly IReadOnlyList<PdbSection> _sections;
    readonly (uint From, uint To)[] _omap;
    readonly (uint From, uint To)[] _boundaries;
    readonly int _pieceCountMax;

    internal PdbAddressMap(
        IReadOnlyList<PdbSection> sections, ReadOnlySpan<byte> omapFromSource, ReadOnlySpan<byte> omapToSource, PdbLimits limits)
    {
        _sections = sections;
        _pieceCountMax = limits.OmapPieceCountMax;
        _omap = Read(omapFromSource);
        _boundaries = Read(omapToSource);
    }

    public bool IsTranslated => _omap.Length > 0;

    public bool IsCode(int section) => (uint)(section - 1) < (uint)_sections.Count && _sections[section - 1].IsExecutable;

    /// <summary>Address in the image as it was linked, or null when there is no such section.</summary>
    public uint? ToLinkedRva(int section, uint offset) =>
        (uint)(section - 1) < (uint)_sections.Count && offset < uint.MaxValue - _sections[section - 1].VirtualAddress
            ? _sections[section - 1].VirtualAddress + offset
            : null;

    /// <summary>Address in the image that runs, or null when the code is gone.</summary>
    public uint? ToRva(int section, uint offset) => ToLinkedRva(section, offset) is { } rva ? Translate(rva) : null;

    /// <summary>Where the bytes of a range of the linked image are now, by address; one range unless code was moved.</summary>
    public void AddRanges(uint linkedRva, uint size, List<PdbRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        size = Math.Min(size, uint.MaxValue - linkedRva);
        if (_omap.Length == 0)
        {
            ranges.Add(new PdbRange(linkedRva, size, 0, size));
            return;
        }

        var index = IndexOf(linkedRva);
        var end = linkedRva + size;
        var first = ranges.Count;
        for (var at = linkedRva; at < end && ranges.Count - first < _pieceCountMax; index++)
        {
            var next = index + 1 < _omap.Length ? _omap[index + 1].From : uint.MaxValue;
            var pieceEnd = Math.Min(next, end);
            if (index >= 0 && !IsGone(_omap[index].To) && pieceEnd > at)
            {
                var rva = _omap[index].To + (at - _omap[index].From);
                var length = pieceEnd - at;
                ranges.Add(new PdbRange(rva, pieceEnd == next ? SizeUntilNext(rva, at, length) : length, at - linkedRva, length));
            }

            at = Math.Max(at, pieceEnd);
        }

        ranges.Sort(first, ranges.Count - first, Comparer<PdbRange>.Create(static (a, b) => a.Rva.CompareTo(b.Rva)));
        for (var i = first; i + 1 < ranges.Count; i++)
        {
            if (IsInserted(ranges[i].Rva + ranges[i].Size, ranges[i + 1].Rva))
            {
                // Instrumentation between two pieces of a function is the function's too.
                ranges[i] = ranges[i] with { Size = ranges[i + 1].Rva - ranges[i].Rva };
            }
        }
    }

    static bool IsGone(uint address) => address is 0 or 0x8000_0000;

    static (uint From, uint To)[] Read(ReadOnlySpan<byte> table)
    {
        var entries = new (uint From, uint To)[table.Length / 8];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = (BinaryPrimitives.ReadUInt32LittleEndian(table[(i * 8)..]),
                BinaryPrimitives.ReadUInt32LittleEndian(table[((i * 8) + 4)..]));
        }

        Array.Sort(entries, static (a, b) => a.From.CompareTo(b.From));
        return entries;
    }

    // The other table says where the next piece of the new image starts. Jumps that a tool put behind a piece are listed there
    // with the address that follows the piece.
    uint SizeUntilNext(uint rva, uint source, uint size)
    {
        var end = rva + size;
        for (var at = Boundary(rva + 1); at < _boundaries.Length; at++)
        {
            var (address, origin) = _boundaries[at];
            if (IsGone(origin) || origin <= source || origin > source + size || Translate(origin) == address)
            {
                return address - rva;
            }

            end = Math.Max(end, address);
        }

        return end - rva;
    }

    bool IsInserted(uint from, uint to)
    {
        var at = Boundary(from);
        return at + 1 < _boundaries.Length && _boundaries[at].From == from && IsGone(_boundaries[at].To) && _boundaries[at + 1].From == to;
    }

    // The first entry at or behind an address.
    int Boundary(uint rva)
    {
        var (low, high) = (0, _boundaries.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _boundaries[middle].From < rva ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    uint? Translate(uint rva)
    {
        if (_omap.Length == 0)
        {
            return rva;
        }

        var index = IndexOf(rva);
        return index < 0 || IsGone(_omap[index].To) ? null : _omap[index].To + (rva - _omap[index].From);
    }

    // The last entry that starts at or before the address, or -1.
    int IndexOf(uint rva)
    {
        var (low, high) = (0, _omap.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _omap[middle].From <= rva ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }
}
