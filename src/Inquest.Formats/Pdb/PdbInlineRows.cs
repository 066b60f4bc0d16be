namespace Inquest.Formats.Pdb;

/// <summary>Reads the binary annotations of an inlined call: a line program in operations of a byte or more.</summary>
/// <remarks>
/// Operations (cvinfo.h, CV_BinaryAnnotationOpcode) and their operands are compressed numbers: one byte below 0x80, two below 0xC0,
/// else four; signed ones have the sign in the lowest bit. A row starts where an operation moves the offset and ends at a length that
/// is given, or where the next one starts. A length closes the open row and moves the offset to its end.
/// </remarks>
public static class PdbInlineRows
{
    /// <summary>Rows in order of offset.</summary>
    public static List<PdbInlineRow> Read(ReadOnlySpan<byte> annotations, uint firstLine, uint file, uint functionSize, PdbLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var reader = new ByteReader(annotations);
        var rows = new List<PdbInlineRow>();
        var line = (long)firstLine;
        uint offset = 0;
        PdbInlineRow? open = null;
        while (reader.HasMore && rows.Count < limits.InlineRowCountMax)
        {
            var operation = Number(ref reader);
            if (operation == 0)
            {
                // Padding to four bytes: nothing follows.
                break;
            }

            var operand = Number(ref reader);
            switch (operation)
            {
                case 1 or 2:
                    offset = operand;
                    break;
                case 3:
                    offset += operand;
                    Close(rows, open, offset);
                    open = new PdbInlineRow(offset, 0, ToLine(line), file);
                    break;
                case 4:
                    offset += operand;
                    Close(rows, open, offset);
                    open = null;
                    break;
                case 5:
                    file = operand;
                    break;
                case 6:
                    line += Signed(operand);
                    break;
                case 0xB:
                    // Both in one number: the line's change in the upper, the offset's in the lower four bits.
                    offset += operand & 15;
                    line += Signed(operand >> 4);
                    Close(rows, open, offset);
                    open = new PdbInlineRow(offset, 0, ToLine(line), file);
                    break;
                case 0xC:
                    offset += Number(ref reader);
                    Close(rows, open, offset);
                    open = null;
                    rows.Add(new PdbInlineRow(offset, offset + operand, ToLine(line), file));
                    break;
            }
        }

        Close(rows, open, functionSize);
        rows.RemoveAll(row => row.Start >= row.End || row.Start >= functionSize);
        rows.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return rows;
    }

    static void Close(List<PdbInlineRow> rows, PdbInlineRow? open, uint end)
    {
        if (open is { } row)
        {
            rows.Add(row with { End = end });
        }
    }

    static uint ToLine(long line) => (uint)Math.Clamp(line, 0, 0xFF_FFFF);

    static int Signed(uint value) => (value & 1) != 0 ? -(int)(value >> 1) : (int)(value >> 1);

    static uint Number(ref ByteReader reader)
    {
        uint first = reader.U8();
        if (first < 0x80)
        {
            return first;
        }

        if (first < 0xC0)
        {
            return ((first & 0x3F) << 8) | reader.U8();
        }

        if (first < 0xE0)
        {
            return ((first & 0x1F) << 24) | ((uint)reader.U8() << 16) | ((uint)reader.U8() << 8) | reader.U8();
        }

        reader.Fail();
        return 0;
    }
}
