using System.Buffers.Binary;

namespace Inquest.Formats.Dwarf;

/// <summary>Walks the entries of a unit. The fastest way through .debug_info: a browser has 200 million entries.</summary>
ref struct DwarfEntryCursor
{
    readonly DwarfUnit _unit;
    readonly DwarfAbbreviations _abbreviations;
    readonly ReadOnlySpan<byte> _bytes;
    readonly bool _isBigEndian;
    int _position;

    public DwarfEntryCursor(DwarfUnit unit)
    {
        _unit = unit;
        _abbreviations = unit.Abbreviations;
        _bytes = unit.Info.Sections.Info.Span[..unit.End];
        _isBigEndian = unit.Info.Sections.IsBigEndian;
        _position = unit.EntriesOffset;
    }

    public int Position
    {
        readonly get => _position;
        set => _position = value;
    }

    /// <summary>Reads one entry; a null shape ends a list of children. False at the end and where nothing makes sense any more.</summary>
    public bool Next(out DwarfAbbreviation? shape, ref DwarfEntry entry)
    {
        shape = null;
        entry.Offset = _position;
        if ((uint)_position >= (uint)_bytes.Length)
        {
            return false;
        }

        ulong code = _bytes[_position++];
        if (code >= 0x80)
        {
            _position--;
            code = Uleb();
        }

        if (code == 0)
        {
            return _position >= 0;
        }

        shape = _abbreviations.Find(code);
        if (shape is null)
        {
            return false;
        }

        if (shape.Kind is DwarfEntryKind.Subprogram or DwarfEntryKind.InlinedCall)
        {
            entry = new DwarfEntry { Offset = entry.Offset };
        }

        entry.Sibling = 0;
        foreach (ref readonly var step in shape.Steps.AsSpan())
        {
            _position += step.Skip;
            if ((uint)_position > (uint)_bytes.Length)
            {
                return false;
            }

            if (step.Wanted == 0)
            {
                Skip(step.Spec);
            }
            else
            {
                Take(step, ref entry);
            }

            if (_position < 0)
            {
                return false;
            }
        }

        _position += shape.Tail;
        return (uint)_position <= (uint)_bytes.Length;
    }

    void Take(in DwarfStep step, ref DwarfEntry entry)
    {
        if (step.Wanted == DwarfAttribute.Sibling && step.Spec.Form == DwarfForm.Ref4)
        {
            entry.Sibling = (int)Math.Min((ulong)_unit.Offset + (step.Size <= _bytes.Length - _position ? U32() : 0), int.MaxValue);
            _position += 4;
            return;
        }

        var reader = new ByteReader(_bytes, _isBigEndian) { Position = _position };
        var value = DwarfFormReader.Read(ref reader, _unit, step.Spec);
        _position = reader.Ok ? reader.Position : -1;
        switch (step.Wanted)
        {
            case DwarfAttribute.Sibling:
                entry.Sibling = value.Kind == DwarfValueKind.Reference ? (int)Math.Min(value.Value, int.MaxValue) : 0;
                break;
            case DwarfAttribute.LowPc: entry.Low = value; break;
            case DwarfAttribute.HighPc: entry.High = value; break;
            case DwarfAttribute.Ranges: entry.Ranges = value; break;
            case DwarfAttribute.AbstractOrigin: entry.Origin = value; break;
            case DwarfAttribute.CallFile: entry.CallFile = value.Value; break;
            case DwarfAttribute.CallLine: entry.CallLine = value.Value; break;
        }
    }

    // The forms without a size of their own; the rest, and everything odd, as the form reader has it.
    void Skip(DwarfAttributeSpec spec)
    {
        switch (spec.Form)
        {
            case DwarfForm.Udata or DwarfForm.Sdata or DwarfForm.Strx or DwarfForm.Addrx or DwarfForm.RefUdata or DwarfForm.Rnglistx
                or DwarfForm.Loclistx or DwarfForm.GnuAddrIndex or DwarfForm.GnuStrIndex:
                Uleb();
                break;
            case DwarfForm.Exprloc or DwarfForm.Block:
                Jump(Uleb());
                break;
            case DwarfForm.Block1:
                Jump(_position < _bytes.Length ? _bytes[_position++] : ulong.MaxValue);
                break;
            case DwarfForm.String:
                var length = _bytes[_position..].IndexOf((byte)0);
                _position = length < 0 ? -1 : _position + length + 1;
                break;
            default:
                var reader = new ByteReader(_bytes, _isBigEndian) { Position = _position };
                DwarfFormReader.Read(ref reader, _unit, spec);
                _position = reader.Ok ? reader.Position : -1;
                break;
        }
    }

    void Jump(ulong size) =>
        _position = _position < 0 || size > (ulong)(_bytes.Length - _position) ? -1 : _position + (int)size;

    ulong Uleb()
    {
        ulong value = 0;
        for (var shift = 0; (uint)_position < (uint)_bytes.Length; shift += 7)
        {
            var b = _bytes[_position++];
            value |= shift < 64 ? (ulong)(b & 0x7F) << shift : 0;
            if (b < 0x80)
            {
                return value;
            }
        }

        _position = -1;
        return 0;
    }

    readonly uint U32() => _isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[_position..])
        : BinaryPrimitives.ReadUInt32LittleEndian(_bytes[_position..]);
}
