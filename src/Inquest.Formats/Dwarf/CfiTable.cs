namespace Inquest.Formats.Dwarf;

/// <summary>The frame descriptions of .eh_frame (LSB, "Exception Frames") or .debug_frame (DWARF 5, section 6.4).</summary>
public sealed class CfiTable
{
    readonly ReadOnlyMemory<byte> _section;
    readonly bool _isBigEndian;
    readonly bool _isEhFrame;
    readonly ulong _address;
    readonly int _pointerSize;
    readonly DwarfLimits _limits;
    readonly Dictionary<int, CfiCommon?> _commons = [];
    readonly List<CfiEntry> _entries = [];
    readonly List<Finding> _findings = [];

    CfiTable(ReadOnlyMemory<byte> section, bool isBigEndian, bool isEhFrame, ulong address, int pointerSize, DwarfLimits limits)
    {
        _section = section;
        _isBigEndian = isBigEndian;
        _isEhFrame = isEhFrame;
        _address = address;
        _pointerSize = pointerSize;
        _limits = limits;
    }

    /// <summary>In the order of the section.</summary>
    public IReadOnlyList<CfiEntry> Entries => _entries;

    public IReadOnlyList<Finding> Findings => _findings;

    public ReadOnlyMemory<byte> Section => _section;

    public bool IsBigEndian => _isBigEndian;

    /// <param name="address">Address of the section, for pointers that are relative to their own place.</param>
    public static CfiTable ReadEhFrame(
        ReadOnlyMemory<byte> section, bool isBigEndian, ulong address, int pointerSize, DwarfLimits limits)
    {
        var table = new CfiTable(section, isBigEndian, isEhFrame: true, address, pointerSize, limits);
        table.Read();
        return table;
    }

    public static CfiTable ReadDebugFrame(ReadOnlyMemory<byte> section, bool isBigEndian, int pointerSize, DwarfLimits limits)
    {
        var table = new CfiTable(section, isBigEndian, isEhFrame: false, 0, pointerSize, limits);
        table.Read();
        return table;
    }

    void Read()
    {
        var span = _section.Span;
        var position = 0;
        while (position < span.Length && _entries.Count < _limits.FrameEntryCountMax)
        {
            var reader = new ByteReader(span, _isBigEndian) { Position = position };
            if (!TryReadLength(ref reader, out var end, out var offsetSize))
            {
                break;
            }

            if (end == reader.Position)
            {
                // A zero length ends .eh_frame for the runtime, but crtend.o's may come before what a linker added.
                position = end;
                continue;
            }

            var idPosition = reader.Position;
            var id = reader.Unsigned(offsetSize);
            if (!IsCommon(id, offsetSize))
            {
                var commonPosition = _isEhFrame ? idPosition - (long)id : (long)id;
                if (Common(commonPosition) is { } common)
                {
                    ReadDescription(ref reader, common, end);
                }
            }

            position = end;
        }
    }

    bool TryReadLength(ref ByteReader reader, out int end, out int offsetSize)
    {
        var start = reader.Position;
        ulong length = reader.U32();
        offsetSize = 4;
        if (length == 0xFFFFFFFF)
        {
            length = reader.U64();
            // .eh_frame keeps ids of 4 bytes even in entries with a 64-bit length.
            offsetSize = _isEhFrame ? 4 : 8;
        }

        if (!reader.Ok || length > (ulong)reader.Remaining)
        {
            _findings.Add(new Finding("frame-truncated", $"The frame entry at {start:x} claims {length} bytes, {reader.Remaining} are left."));
            end = 0;
            return false;
        }

        end = reader.Position + (int)length;
        return true;
    }

    bool IsCommon(ulong id, int offsetSize) =>
        _isEhFrame ? id == 0 : id == (offsetSize == 8 ? ulong.MaxValue : uint.MaxValue);

    CfiCommon? Common(long position)
    {
        if (position < 0 || position >= _section.Length)
        {
            return null;
        }

        if (!_commons.TryGetValue((int)position, out var common))
        {
            common = ReadCommon((int)position);
            _commons.Add((int)position, common);
        }

        return common;
    }

    CfiCommon? ReadCommon(int position)
    {
        var reader = new ByteReader(_section.Span, _isBigEndian) { Position = position };
        if (!TryReadLength(ref reader, out var end, out var offsetSize) || !IsCommon(reader.Unsigned(offsetSize), offsetSize))
        {
            return null;
        }

        var version = reader.U8();
        var augmentation = reader.CString();
        if (augmentation.StartsWith("eh"u8))
        {
            // gcc 2: a pointer to the exception table follows.
            reader.Unsigned(_pointerSize);
        }

        var addressSize = _pointerSize;
        if (version >= 4)
        {
            addressSize = reader.U8();
            reader.U8();
        }

        var codeAlignment = reader.Uleb();
        var dataAlignment = reader.Sleb();
        var returnRegister = version == 1 ? reader.U8() : (int)Math.Min(reader.Uleb(), int.MaxValue);
        byte encoding = 0;
        var isSignal = false;
        var hasData = augmentation.Length > 0 && augmentation[0] == 'z';
        var instructions = reader.Position;
        if (hasData)
        {
            var size = reader.Uleb();
            instructions = (int)Math.Min(int.MaxValue, (ulong)reader.Position + Math.Min(size, int.MaxValue));
            foreach (var letter in augmentation[1..])
            {
                switch ((char)letter)
                {
                    case 'R': encoding = reader.U8(); break;
                    case 'S': isSignal = true; break;
                    case 'L': reader.U8(); break;
                    case 'P': ReadPointer(ref reader, reader.U8(), addressSize); break;
                    // 'B' and 'G' (arm64: pointer authentication key, tagged memory) have no data; unknown ones end the list.
                }
            }
        }

        if (!reader.Ok || instructions > end || version is not (1 or 3 or 4 or 5))
        {
            _findings.Add(new Finding("frame-common", $"The common frame entry at {position:x} makes no sense."));
            return null;
        }

        return new CfiCommon
        {
            CodeAlignment = codeAlignment, DataAlignment = dataAlignment, ReturnRegister = returnRegister,
            PointerEncoding = encoding, HasAugmentationData = hasData, IsSignalFrame = isSignal, AddressSize = addressSize,
            InstructionsOffset = instructions, End = end,
        };
    }

    void ReadDescription(ref ByteReader reader, CfiCommon common, int end)
    {
        ulong start;
        ulong size;
        if (_isEhFrame)
        {
            start = ReadPointer(ref reader, common.PointerEncoding, common.AddressSize);
            // The size has the format of the pointer without its base.
            size = ReadPointer(ref reader, (byte)(common.PointerEncoding & 0x0F), common.AddressSize);
        }
        else
        {
            start = reader.Unsigned(common.AddressSize);
            size = reader.Unsigned(common.AddressSize);
        }

        if (common.HasAugmentationData)
        {
            reader.Skip(reader.Uleb());
        }

        if (reader.Ok && reader.Position <= end && size > 0 && unchecked(start + size) > start)
        {
            _entries.Add(new CfiEntry(start, size, common, reader.Position, end));
        }
    }

    // DW_EH_PE: the low four bits are the format, the next three the base. Only bases that a file alone can know.
    ulong ReadPointer(ref ByteReader reader, byte encoding, int addressSize)
    {
        if (encoding == 0xFF)
        {
            return 0;
        }

        var place = unchecked(_address + (ulong)reader.Position);
        var value = (encoding & 0x0F) switch
        {
            0x00 => reader.Unsigned(addressSize),
            0x01 => reader.Uleb(),
            0x02 => reader.U16(),
            0x03 => reader.U32(),
            0x04 => reader.U64(),
            0x09 => (ulong)reader.Sleb(),
            0x0A => (ulong)(short)reader.U16(),
            0x0B => (ulong)(int)reader.U32(),
            0x0C => reader.U64(),
            _ => FailPointer(ref reader),
        };
        value = (encoding & 0x70) == 0x10 ? unchecked(place + value) : value;
        return addressSize == 4 ? (uint)value : value;
    }

    static ulong FailPointer(ref ByteReader reader)
    {
        reader.Fail();
        return 0;
    }
}
