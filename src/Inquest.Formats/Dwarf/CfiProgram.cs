namespace Inquest.Formats.Dwarf;

/// <summary>Runs the instructions of a frame description (DWARF 5, section 6.4.2) and hands out each row.</summary>
public sealed class CfiProgram(CfiTable table, DwarfLimits limits)
{
    readonly CfiState _state = new();
    readonly CfiState _initial = new();
    readonly List<CfiState> _remembered = [];

    /// <summary>
    /// Calls <paramref name="row"/> for every row with the address from which it holds. A row is final before the next address;
    /// several instructions at one address are one row. False when the instructions make no sense; rows before that stand.
    /// </summary>
    public bool Run(CfiEntry entry, Action<ulong, CfiState> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        _state.CopyFrom(new CfiState());
        _remembered.Clear();
        var address = entry.Start;
        var rowCount = 0;
        if (!Execute(entry.Common.InstructionsOffset, entry.Common.End, entry, ref address, null, ref rowCount))
        {
            return false;
        }

        _initial.CopyFrom(_state);
        address = entry.Start;
        var isGood = Execute(entry.InstructionsOffset, entry.End, entry, ref address, row, ref rowCount);
        if (isGood || rowCount == 0)
        {
            row(address, _state);
        }

        return isGood;
    }

    bool Execute(int start, int end, CfiEntry entry, ref ulong address, Action<ulong, CfiState>? row, ref int rowCount)
    {
        var common = entry.Common;
        var reader = new ByteReader(table.Section.Span[..end], table.IsBigEndian) { Position = start };
        while (reader.HasMore)
        {
            var opcode = reader.U8();
            var operand = opcode & 0x3F;
            switch (opcode & 0xC0)
            {
                case 0x40:
                    Advance((ulong)operand, common, ref address, row, ref rowCount);
                    continue;
                case 0x80:
                    _state[operand] = new CfiRule(CfiRuleKind.Offset, Scaled(reader.Uleb(), common));
                    continue;
                case 0xC0:
                    _state[operand] = _initial[operand];
                    continue;
            }

            switch (opcode)
            {
                case 0x01: // set_loc; encoded pointers only occur in files nobody makes any more
                    MoveTo(reader.Unsigned(common.AddressSize), ref address, row, ref rowCount);
                    break;
                case 0x02:
                    Advance(reader.U8(), common, ref address, row, ref rowCount);
                    break;
                case 0x03:
                    Advance(reader.U16(), common, ref address, row, ref rowCount);
                    break;
                case 0x04:
                    Advance(reader.U32(), common, ref address, row, ref rowCount);
                    break;
                default:
                    if (!ExecuteRule(ref reader, opcode, common))
                    {
                        return false;
                    }

                    break;
            }

            if (rowCount > limits.FrameRowCountMax)
            {
                return false;
            }
        }

        return reader.Ok;
    }

    bool ExecuteRule(ref ByteReader reader, byte opcode, CfiCommon common)
    {
        switch (opcode)
        {
            case 0x00: // nop
            case 0x2D: // GNU_window_save; on arm64 negate_ra_state: return addresses are signed from here on
            case 0x2C: // AARCH64_negate_ra_state_with_pc
                return true;
            case 0x2E: // GNU_args_size
                reader.Uleb();
                return reader.Ok;
            case 0x05: // offset_extended
                _state[Register(ref reader)] = new CfiRule(CfiRuleKind.Offset, Scaled(reader.Uleb(), common));
                return reader.Ok;
            case 0x06: // restore_extended
                var restored = Register(ref reader);
                _state[restored] = _initial[restored];
                return reader.Ok;
            case 0x07:
                _state[Register(ref reader)] = new CfiRule(CfiRuleKind.Undefined, 0);
                return reader.Ok;
            case 0x08:
                _state[Register(ref reader)] = new CfiRule(CfiRuleKind.SameValue, 0);
                return reader.Ok;
            case 0x09:
                _state[Register(ref reader)] = new CfiRule(CfiRuleKind.Register, Register(ref reader));
                return reader.Ok;
            case 0x0A:
                return Remember();
            case 0x0B:
                return Restore();
            case 0x0C: // def_cfa
                _state.Cfa = new CfiCfa(Register(ref reader), (long)reader.Uleb(), false, 0, 0);
                return reader.Ok;
            case 0x0D: // def_cfa_register
                _state.Cfa = new CfiCfa(Register(ref reader), _state.Cfa.Offset, false, 0, 0);
                return reader.Ok;
            case 0x0E: // def_cfa_offset
                _state.Cfa = new CfiCfa(_state.Cfa.Register, (long)reader.Uleb(), false, 0, 0);
                return reader.Ok;
            case 0x0F: // def_cfa_expression
                var (offset, size) = Expression(ref reader);
                _state.Cfa = new CfiCfa(0, 0, true, offset, size);
                return reader.Ok;
            case 0x10:
                SetExpression(ref reader, CfiRuleKind.Expression);
                return reader.Ok;
            case 0x16:
                SetExpression(ref reader, CfiRuleKind.ValueExpression);
                return reader.Ok;
            case 0x11: // offset_extended_sf
                _state[Register(ref reader)] = new CfiRule(CfiRuleKind.Offset, unchecked(reader.Sleb() * common.DataAlignment));
                return reader.Ok;
            case 0x12: // def_cfa_sf
                _state.Cfa = new CfiCfa(
                    Register(ref reader), unchecked(reader.Sleb() * common.DataAlignment), false, 0, 0);
                return reader.Ok;
            case 0x13: // def_cfa_offset_sf
                _state.Cfa = new CfiCfa(_state.Cfa.Register, unchecked(reader.Sleb() * common.DataAlignment), false, 0, 0);
                return reader.Ok;
            case 0x14: // val_offset
                _state[Register(ref reader)] = new CfiRule(CfiRuleKind.ValueOffset, Scaled(reader.Uleb(), common));
                return reader.Ok;
            case 0x15: // val_offset_sf
                _state[Register(ref reader)] = new CfiRule(CfiRuleKind.ValueOffset, unchecked(reader.Sleb() * common.DataAlignment));
                return reader.Ok;
            case 0x2F: // GNU_negative_offset_extended
                _state[Register(ref reader)] = new CfiRule(CfiRuleKind.Offset, unchecked(-Scaled(reader.Uleb(), common)));
                return reader.Ok;
            default:
                return false;
        }
    }

    void SetExpression(ref ByteReader reader, CfiRuleKind kind)
    {
        var register = Register(ref reader);
        var (offset, size) = Expression(ref reader);
        _state[register] = new CfiRule(kind, 0, offset, size);
    }

    bool Remember()
    {
        if (_remembered.Count >= limits.RememberedStateCountMax)
        {
            return false;
        }

        var copy = new CfiState();
        copy.CopyFrom(_state);
        _remembered.Add(copy);
        return true;
    }

    bool Restore()
    {
        if (_remembered.Count == 0)
        {
            return false;
        }

        _state.CopyFrom(_remembered[^1]);
        _remembered.RemoveAt(_remembered.Count - 1);
        return true;
    }

    void Advance(ulong delta, CfiCommon common, ref ulong address, Action<ulong, CfiState>? row, ref int rowCount) =>
        MoveTo(unchecked(address + (delta * common.CodeAlignment)), ref address, row, ref rowCount);

    void MoveTo(ulong next, ref ulong address, Action<ulong, CfiState>? row, ref int rowCount)
    {
        if (next != address)
        {
            row?.Invoke(address, _state);
            rowCount++;
        }

        address = next;
    }

    static long Scaled(ulong value, CfiCommon common) => unchecked((long)value * common.DataAlignment);

    static int Register(ref ByteReader reader) => (int)Math.Min(reader.Uleb(), int.MaxValue);

    static (int Offset, int Size) Expression(ref ByteReader reader)
    {
        var size = reader.Uleb();
        var offset = reader.Position;
        reader.Skip(size);
        return (offset, reader.Ok ? (int)size : 0);
    }
}
