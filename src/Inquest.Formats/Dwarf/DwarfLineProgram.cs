using System.Text;

namespace Inquest.Formats.Dwarf;

/// <summary>Runs line number programs of DWARF 2 to 5 (DWARF 5, section 6.2).</summary>
sealed class DwarfLineProgram(DwarfSections sections, DwarfStrings strings, DwarfLimits limits)
{
    // Index of the file column's DW_LNCT codes.
    const int PathCode = 1;
    const int DirectoryCode = 2;

    public DwarfLineTable Read(DwarfUnit unit)
    {
        if (unit.LineProgramOffset is not { } offset || offset >= (ulong)sections.Line.Length)
        {
            return DwarfLineTable.Empty;
        }

        var section = sections.Line.Span;
        var reader = new ByteReader(section, sections.IsBigEndian) { Position = (int)offset };
        ulong length = reader.U32();
        var offsetSize = 4;
        if (length == 0xFFFFFFFF)
        {
            length = reader.U64();
            offsetSize = 8;
        }

        if (!reader.Ok)
        {
            return DwarfLineTable.Empty;
        }

        var end = (int)Math.Min((ulong)section.Length, (ulong)reader.Position + Math.Min(length, int.MaxValue));
        reader = new ByteReader(section[..end], sections.IsBigEndian) { Position = reader.Position };
        return Read(ref reader, unit, offsetSize);
    }

    DwarfLineTable Read(ref ByteReader reader, DwarfUnit unit, int offsetSize)
    {
        var version = reader.U16();
        if (version is < 2 or > 5)
        {
            return DwarfLineTable.Empty;
        }

        var addressSize = unit.AddressSize;
        if (version >= 5)
        {
            addressSize = reader.U8();
            reader.U8();
        }

        var headerLength = reader.Unsigned(offsetSize);
        var programStart = (ulong)reader.Position + headerLength;
        var header = new Header(reader.U8(), version >= 4 ? reader.U8() : (byte)1, reader.U8() != 0, (sbyte)reader.U8(), reader.U8(), reader.U8());
        var operandCounts = reader.Bytes((ulong)Math.Max(0, header.OpcodeBase - 1)).ToArray();
        // The unit is only needed for the sizes that forms depend on.
        var shape = new DwarfUnit
        {
            Offset = 0, EntriesOffset = 0, End = 0, Version = version, AddressSize = addressSize, OffsetSize = offsetSize,
            Abbreviations = unit.Abbreviations, StrOffsetsBase = unit.StrOffsetsBase,
        };
        var files = version >= 5 ? ReadFiles5(ref reader, shape, unit) : ReadFiles(ref reader, unit);
        if (!reader.Ok || header.LineRange == 0 || programStart > (ulong)reader.Length)
        {
            return new DwarfLineTable(files, []);
        }

        reader.Position = (int)programStart;
        return new DwarfLineTable(files, Run(ref reader, header, operandCounts, addressSize));
    }

    List<string?> ReadFiles(ref ByteReader reader, DwarfUnit unit)
    {
        var folders = new List<string> { unit.CompilationFolder ?? "" };
        while (reader.Ok && folders.Count < limits.LineFileCountMax)
        {
            var folder = reader.CString();
            if (folder.IsEmpty)
            {
                break;
            }

            folders.Add(Join(folders[0], Encoding.UTF8.GetString(folder)));
        }

        // Number 0 means no file; some producers use it for the unit's own source.
        var files = new List<string?> { unit.Name is null ? null : Join(folders[0], unit.Name) };
        while (reader.Ok && files.Count < limits.LineFileCountMax)
        {
            var name = reader.CString();
            if (name.IsEmpty)
            {
                break;
            }

            var folder = reader.Uleb();
            reader.Uleb();
            reader.Uleb();
            files.Add(Join(folder < (ulong)folders.Count ? folders[(int)folder] : folders[0], Encoding.UTF8.GetString(name)));
        }

        return files;
    }

    List<string?> ReadFiles5(ref ByteReader reader, DwarfUnit shape, DwarfUnit unit)
    {
        var folders = new List<string?>();
        ReadEntries(ref reader, shape, folders, null, unit.CompilationFolder);
        var files = new List<string?>();
        ReadEntries(ref reader, shape, files, folders, unit.CompilationFolder);
        return files;
    }

    void ReadEntries(ref ByteReader reader, DwarfUnit shape, List<string?> result, List<string?>? folders, string? compilationFolder)
    {
        var formatCount = reader.U8();
        var formats = new (ulong Content, DwarfAttributeSpec Spec)[formatCount];
        for (var i = 0; i < formatCount; i++)
        {
            formats[i] = (reader.Uleb(), new DwarfAttributeSpec(0, (int)Math.Min(reader.Uleb(), int.MaxValue), 0));
        }

        var count = reader.Uleb();
        // An entry without columns takes no bytes, so a count alone could run for ever.
        for (ulong i = 0; i < count && formatCount > 0 && reader.Ok && result.Count < limits.LineFileCountMax; i++)
        {
            string? path = null;
            ulong folder = 0;
            foreach (var (content, spec) in formats)
            {
                var start = reader.Position;
                var value = DwarfFormReader.Read(ref reader, shape, spec);
                if (content == PathCode && reader.Ok)
                {
                    path = value.Kind == DwarfValueKind.InlineString
                        ? InlineText(start)
                        : strings.Get(shape, value);
                }
                else if (content == DirectoryCode)
                {
                    folder = value.Value;
                }
            }

            var parent = folders is null
                ? compilationFolder
                : folder < (ulong)folders.Count ? folders[(int)folder] : compilationFolder;
            result.Add(path is null ? null : Join(parent ?? "", path));
        }
    }

    string InlineText(int position) => new ByteReader(sections.Line.Span) { Position = position }.Text();

    DwarfLineRow[] Run(ref ByteReader reader, Header header, byte[] operandCounts, int addressSize)
    {
        var sequences = new List<(ulong Start, int First, int Count)>();
        var rows = new List<DwarfLineRow>();
        var state = new State { File = 1, Line = 1 };
        var first = 0;
        while (reader.HasMore && rows.Count < limits.LineRowCountMax)
        {
            var opcode = reader.U8();
            if (opcode >= header.OpcodeBase)
            {
                var adjusted = opcode - header.OpcodeBase;
                state.Advance(header, (ulong)(adjusted / header.LineRange));
                state.Line = unchecked(state.Line + header.LineBase + (adjusted % header.LineRange));
                AddRow(rows, first, state);
            }
            else if (opcode == 0)
            {
                if (RunExtended(ref reader, ref state, addressSize))
                {
                    EndSequence(rows, sequences, ref first, state.Address);
                    state = new State { File = 1, Line = 1 };
                }
            }
            else
            {
                RunStandard(ref reader, opcode, header, operandCounts, ref state, rows, first);
            }
        }

        // A program that was cut has an open sequence: it has no end, so its last row covers nothing.
        if (rows.Count > first)
        {
            EndSequence(rows, sequences, ref first, rows[^1].Address);
        }

        return InOrder(rows, sequences);
    }

    static void AddRow(List<DwarfLineRow> rows, int first, State state)
    {
        var row = new DwarfLineRow(state.Address, (int)Math.Min(state.File, int.MaxValue), state.Line);
        // Several rows at one address: only the last can cover any code.
        if (rows.Count > first && rows[^1].Address == row.Address)
        {
            rows[^1] = row;
        }
        else
        {
            rows.Add(row);
        }
    }

    static void EndSequence(List<DwarfLineRow> rows, List<(ulong, int, int)> sequences, ref int first, ulong address)
    {
        if (rows.Count > first && rows[first].Address < address)
        {
            rows.Add(new DwarfLineRow(address, -1, 0));
            sequences.Add((rows[first].Address, first, rows.Count - first));
        }
        else
        {
            rows.RemoveRange(first, rows.Count - first);
        }

        first = rows.Count;
    }

    DwarfLineRow[] InOrder(List<DwarfLineRow> rows, List<(ulong Start, int First, int Count)> sequences)
    {
        sequences.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.First.CompareTo(b.First));
        var ordered = new List<DwarfLineRow>(rows.Count);
        ulong covered = 0;
        foreach (var (start, first, count) in sequences)
        {
            // Folklore: code that the linker dropped keeps its sequence, at address 0 or another tombstone, where many overlap
            // each other and may reach into real code. Of others that overlap the first stays.
            if (!sections.IsCode(start) || (ordered.Count > 0 && start < covered))
            {
                continue;
            }

            var sorted = rows.GetRange(first, count);
            // Rows of a sequence must ascend; a program that goes back is put in order rather than thrown away.
            for (var i = 1; i < sorted.Count; i++)
            {
                if (sorted[i].Address < sorted[i - 1].Address)
                {
                    sorted = [.. sorted.OrderBy(row => row.Address)];
                    break;
                }
            }

            ordered.AddRange(sorted);
            covered = sorted[^1].Address;
        }

        return [.. ordered];
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

    static void RunStandard(ref ByteReader reader, int opcode, Header header, byte[] operandCounts, ref State state,
        List<DwarfLineRow> rows, int first)
    {
        switch (opcode)
        {
            case 1: // copy
                AddRow(rows, first, state);
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

    static string Join(string folder, string name)
    {
        // Windows paths are met in ELF files of cross builds; a drive letter makes a path absolute too.
        var isAbsolute = name.StartsWith('/') || name.StartsWith('\\') || (name.Length > 1 && name[1] == ':');
        if (isAbsolute || folder.Length == 0)
        {
            return name;
        }

        return folder.EndsWith('/') ? folder + name : folder + "/" + name;
    }

    readonly record struct Header(
        byte MinInstructionLength, byte OperationsPerInstruction, bool DefaultIsStatement, sbyte LineBase, byte LineRange, byte OpcodeBase);

    struct State
    {
        public ulong Address;
        public ulong OperationIndex;
        public ulong File;
        public int Line;

        public void Advance(Header header, ulong operations)
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
