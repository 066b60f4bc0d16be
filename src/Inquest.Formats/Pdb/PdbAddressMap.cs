using System.Buffers.Binary;

namespace Inquest.Formats.Pdb;

/// <summary>Turns section and offset into addresses of the image, also where an optimiser moved code after linking.</summary>
/// <remarks>
/// Such tools (BBT, Syzygy) leave the PDB as it was and add OMAP tables of pairs of u32: an address of the image as it was linked,
/// and where the bytes from there on are now, or zero when they are gone. The sections are then those of the linked image, kept in
/// a stream of their own.
/// </remarks>
public sealed class PdbAddressMap
{
    readonly IReadOnlyList<PdbSection> _sections;
    readonly (uint From, uint To)[] _omap;
    readonly uint[] _targets;
    readonly int _pieceCountMax;

    internal PdbAddressMap(IReadOnlyList<PdbSection> sections, ReadOnlySpan<byte> omapFromSource, PdbLimits limits)
    {
        _sections = sections;
        _pieceCountMax = limits.OmapPieceCountMax;
        _omap = new (uint, uint)[omapFromSource.Length / 8];
        for (var i = 0; i < _omap.Length; i++)
        {
            _omap[i] = (BinaryPrimitives.ReadUInt32LittleEndian(omapFromSource[(i * 8)..]),
                BinaryPrimitives.ReadUInt32LittleEndian(omapFromSource[((i * 8) + 4)..]));
        }

        Array.Sort(_omap, static (a, b) => a.From.CompareTo(b.From));
        _targets = [.. _omap.Select(entry => entry.To).Where(to => to != 0)];
        Array.Sort(_targets);
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

    /// <summary>Where the bytes of a range of the linked image are now; one range unless code was moved.</summary>
    public void AddRanges(uint linkedRva, uint size, List<PdbRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        size = Math.Min(size, uint.MaxValue - linkedRva);
        if (_omap.Length == 0)
        {
            ranges.Add(new PdbRange(linkedRva, size, 0));
            return;
        }

        var index = IndexOf(linkedRva);
        var end = linkedRva + size;
        var first = ranges.Count;
        for (var at = linkedRva; at < end && ranges.Count - first < _pieceCountMax; index++)
        {
            var next = index + 1 < _omap.Length ? _omap[index + 1].From : uint.MaxValue;
            var pieceEnd = Math.Min(next, end);
            if (index >= 0 && _omap[index].To != 0 && pieceEnd > at)
            {
                AddPiece(ranges, first, new PdbRange(_omap[index].To + (at - _omap[index].From), pieceEnd - at, at - linkedRva), pieceEnd == next);
            }

            at = Math.Max(at, pieceEnd);
        }
    }

    // Code that was put in between belongs to the piece before it, as the piece before it runs into it.
    void AddPiece(List<PdbRange> ranges, int first, PdbRange piece, bool isWhole)
    {
        if (isWhole)
        {
            var at = Array.BinarySearch(_targets, piece.Rva + 1);
            at = at < 0 ? ~at : at;
            if (at < _targets.Length && _targets[at] - piece.Rva > piece.Size && _targets[at] - piece.Rva - piece.Size < 64)
            {
                piece = piece with { Size = _targets[at] - piece.Rva };
            }
        }

        if (ranges.Count > first && ranges[^1].Rva + ranges[^1].Size == piece.Rva && !IsTranslated)
        {
            ranges[^1] = ranges[^1] with { Size = ranges[^1].Size + piece.Size };
            return;
        }

        ranges.Add(piece);
    }

    uint? Translate(uint rva)
    {
        if (_omap.Length == 0)
        {
            return rva;
        }

        var index = IndexOf(rva);
        return index < 0 || _omap[index].To == 0 ? null : _omap[index].To + (rva - _omap[index].From);
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
