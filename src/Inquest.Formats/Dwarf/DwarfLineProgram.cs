using System.Runtime.InteropServices;

namespace Inquest.Formats.Dwarf;

/// <summary>Runs line number programs of DWARF 2 to 5 (DWARF 5, section 6.2) and finds the lines of functions in what they give.</summary>
/// <remarks>One object reads one program after the other into the same memory.</remarks>
sealed class DwarfLineProgram(DwarfNamePool paths, DwarfLimits limits)
{
    readonly DwarfLineFiles _files = new(paths, limits);
    readonly List<DwarfLineRow> _rows = [];
    readonly List<DwarfLineRow> _ordered = [];
    readonly List<(ulong Start, int First, int Count)> _sequences = [];
    readonly List<DwarfRange> _covered = [];
    DwarfUnit? _unit;
    int _first;

    /// <summary>1 when the program had more rows than the limit; the rows before that stand.</summary>
    public int CutCount { get; private set; }

    /// <summary>What has lines, by address.</summary>
    public IReadOnlyList<DwarfRange> Covered => _covered;

    /// <summary>Reads the program of a unit; without one, no line is known.</summary>
    public void Read(DwarfUnit unit)
    {
        _files.Clear();
        _rows.Clear();
        _ordered.Clear();
        _sequences.Clear();
        _covered.Clear();
        _unit = unit;
        _first = 0;
        CutCount = 0;
        var section = unit.Info.Sections.Line.Span;
        if (unit.LineProgramOffset is not { } offset || offset >= (ulong)section.Length)
        {
            return;
        }

        var isBigEndian = unit.Info.Sections.IsBigEndian;
        var reader = new ByteReader(section, isBigEndian) { Position = (int)offset };
        ulong length = reader.U32();
        var offsetSize = 4;
        if (length == 0xFFFFFFFF)
        {
            length = reader.U64();
            offsetSize = 8;
        }

        if (reader.Ok)
        {
            var end = (int)Math.Min((ulong)section.Length, (ulong)reader.Position + Math.Min(length, int.MaxValue));
            reader = new ByteReader(section[..end], isBigEndian) { Position = reader.Position };
            Read(ref reader, unit, offsetSize);
            PutInOrder();
        }
    }

    /// <summary>The number in the pool of a file's path; -1 when there is none.</summary>
    public int File(ulong number) => _files.Path(number);

    /// <summary>Adds the lines of a range; offsets count from its start. Nothing for code that the program does not have.</summary>
    public void Cover(DwarfRange range, ChunkedList<DwarfLineRecord> result)
    {
        var rows = CollectionsMarshal.AsSpan(_ordered);
        var first = result.Count;
        for (var i = FirstIndex(rows, range.Start); i + 1 < rows.Length && rows[i].Address < range.End; i++)
        {
            var start = Math.Max(rows[i].Address, range.Start);
            var end = Math.Min(rows[i + 1].Address, range.End);
            var file = rows[i].IsEnd || start >= end ? -1 : _files.Path((ulong)rows[i].File);
            if (file < 0)
            {
                continue;
            }

            var offset = (uint)(start - range.Start);
            var size = (uint)(end - start);
            // Rows that only differ in column or statement flag are one record.
            if (result.Count > first)
            {
                ref var last = ref result[result.Count - 1];
                if (last.Offset + last.Size == offset && last.Line == (uint)rows[i].Line && last.File == file)
                {
                    last.Size += size;
                    continue;
                }
            }

            result.Add(new DwarfLineRecord { Offset = offset, Size = size, Line = (uint)rows[i].Line, File = file });
        }
    }

    // The last row at or below the address.
    static int FirstIndex(ReadOnlySpan<DwarfLineRow> rows, ulong address)
    {
        var (low, high) = (0, rows.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = rows[middle].Address <= address ? (middle + 1, high) : (low, middle);
        }

        return Math.Max(0, low - 1);
    }

    void Read(ref ByteReader reader, DwarfUnit unit, int offsetSize)
    {
        var version = reader.U16();
        if (version is < 2 or > 5)
        {
            return;
        }

        var addressSize = unit.AddressSize;
        if (version >= 5)
        {
            addressSize = reader.U8();
            reader.U8();
        }

        var headerLength = reader.Unsigned(offsetSize);
        var programStart = unchecked((ulong)reader.Position + headerLength);
        var header = new Header(reader.U8(), version >= 4 ? reader.U8() : (byte)1, reader.U8() != 0, (sbyte)reader.U8(), reader.U8(), reader.U8());
        var operandCounts = reader.Bytes((ulong)Math.Max(0, header.OpcodeBase - 1));
        if (version >= 5)
        {
            _files.Read5(ref reader, Shape(unit, version, addressSize, offsetSize), unit);
        }
        else
        {
            _files.Read(ref reader, unit);
        }

        if (!reader.Ok || header.LineRange == 0 || programStart > (ulong)reader.Length)
        {
            return;
        }

        reader.Position = (int)programStart;
        Run(ref reader, header, operandCounts, addressSize);
    }

    // Only for the sizes that forms depend on.
    static DwarfUnit Shape(DwarfUnit unit, int version, int addressSize, int offsetSize) => new()
    {
        Info = unit.Info, Offset = 0, EntriesOffset = 0, End = 0, Version = version, AddressSize = addressSize, OffsetSize = offsetSize,
        Abbreviations = unit.Abbreviations, StrOffsetsBase = unit.StrOffsetsBase,
    };

    void Run(ref ByteReader reader, Header header, ReadOnlySpan<byte> operandCounts, int addressSize)
    {
        var state = new State { File = 1, Line = 1 };
        while (reader.HasMore)
        {
            if (_rows.Count >= limits.LineRowCountMax)
            {
                CutCount = 1;
                break;
            }

            var opcode = reader.U8();
            if (opcode >= header.OpcodeBase)
            {
                var adjusted = opcode - header.OpcodeBase;
                state.Advance(header, (ulong)(adjusted / header.LineRange));
                state.Line = unchecked(state.Line + header.LineBase + (adjusted % header.LineRange));
                AddRow(state);
            }
            else if (opcode == 0)
            {
                if (RunExtended(ref reader, ref state, addressSize))
                {
                    EndSequence(state.Address);
                    state = new State { File = 1, Line = 1 };
                }
            }
            else
            {
                RunStandard(ref reader, opcode, header, operandCounts, ref state);
            }
        }

        // A program that was cut has an open sequence: it has no end, so its last row covers nothing.
        if (_rows.Count > _first)
        {
            EndSequence(_rows[^1].Address);
        }
    }

    void AddRow(in State state)
    {
        var row = new DwarfLineRow(state.Address, (int)Math.Min(state.File, int.MaxValue), state.Line);
        // Several rows at one address: only the last can cover any code.
        if (_rows.Count > _first && _rows[^1].Address == row.Address)
        {
            _rows[^1] = row;
        }
        else
        {
            _rows.Add(row);
        }
    }

    void EndSequence(ulong address)
    {
        if (_rows.Count > _first && _rows[_first].Address < address)
        {
            _rows.Add(new DwarfLineRow(address, -1, 0));
            _sequences.Add((_rows[_first].Address, _first, _rows.Count - _first));
        }
        else
        {
            _rows.RemoveRange(_first, _rows.Count - _first);
        }

        _first = _rows.Count;
    }

    void PutInOrder()
    {
        _sequences.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.First.CompareTo(b.First));
        var rows = CollectionsMarshal.AsSpan(_rows);
        ulong covered = 0;
        foreach (var (start, first, count) in _sequences)
        {
            // Folklore: code that the linker dropped keeps its sequence, at address 0 or another tombstone, where many overlap
            // each other and may reach into real code. Of others that overlap the first stays.
            if (!_unit!.Info.Sections.IsCode(start) || (_ordered.Count > 0 && start < covered))
            {
                continue;
            }

            var sequence = rows.Slice(first, count);
            // Rows of a sequence must ascend; a program that goes back is put in order rather than thrown away.
            for (var i = 1; i < sequence.Length; i++)
            {
                if (sequence[i].Address < sequence[i - 1].Address)
                {
                    sequence = sequence.ToArray().OrderBy(row => row.Address).ToArray();
                    break;
                }
            }

            _ordered.AddRange(sequence);
            covered = sequence[^1].Address;
            _covered.Add(new DwarfRange(sequence[0].Address, covered));
        }
    }

    // Returns true at the end of a sequence.
    static bool RunExtended(ref ByteReader reader, ref State state, int addressSize)
    {
        var length = reader.Uleb();
        if (length == 0)
        {
            return false;
        }

        var start = reader.Position;
        var opcode = reader.U8();
        var isEnd = false;
        switch (opcode)
        {
            case 1:
                isEnd = true;
                break;
            case 2:
                // The length says the size of the address; some assemblers wrote another one than the unit's.
                state.Address = reader.Unsigned(length - 1 is 4 or 8 or 2 ? (int)(length - 1) : addressSize);
                state.OperationIndex = 0;
                break;
        }

        reader.Position = start;
        reader.Skip(length);
        return isEnd;
    }

    void RunStandard(ref ByteReader reader, int opcode, Header header, ReadOnlySpan<byte> operandCounts, ref State state)
    {
        switch (opcode)
        {
            case 1: // copy
                AddRow(state);
                break;
            case 2: // advance_pc
                state.Advance(header, reader.Uleb());
                break;
            case 3: // advance_line
                state.Line = unchecked((int)(state.Line + reader.Sleb()));
                break;
            case 4: // set_file
                state.File = reader.Uleb();
                break;
            case 8: // const_add_pc
                state.Advance(header, (ulong)((255 - header.OpcodeBase) / header.LineRange));
                break;
            case 9: // fixed_advance_pc
                state.Address = unchecked(state.Address + reader.U16());
                state.OperationIndex = 0;
                break;
            case 6 or 7 or 10 or 11: // negate_stmt, set_basic_block, prologue_end, epilogue_begin
                break;
            default: // set_column, set_isa and what the future brings: operands are LEB128 numbers
                for (var i = 0; opcode <= operandCounts.Length && i < operandCounts[opcode - 1]; i++)
                {
                    reader.Uleb();
                }

                break;
        }
    }

    readonly record struct Header(
        byte MinInstructionLength, byte OperationsPerInstruction, bool DefaultIsStatement, sbyte LineBase, byte LineRange, byte OpcodeBase);

    struct State
    {
        public ulong Address;
        public ulong OperationIndex;
        public ulong File;
        public int Line;

        public void Advance(in Header header, ulong operations)
        {
            if (header.OperationsPerInstruction <= 1)
            {
                Address = unchecked(Address + (header.MinInstructionLength * operations));
                return;
            }

            // VLIW: several operations share an address.
            var total = OperationIndex + operations;
            Address = unchecked(Address + (header.MinInstructionLength * (total / header.OperationsPerInstruction)));
            OperationIndex = total % header.OperationsPerInstruction;
        }
    }
}
