namespace Inquest.Formats.BreakpadSym;

/// <summary>Reads the text of a Breakpad symbol file (.sym) and hands its records to a sink.</summary>
/// <remarks>
/// <para>The records are described in docs/formats/breakpad-sym.md. Addresses and sizes are hexadecimal, ids and line
/// numbers decimal; names are whatever is left of the line, spaces included.</para>
/// <para>No input makes it throw. A line that cannot be read is reported and skipped. CR before LF, blank lines, NUL
/// bytes, records in any order and lines of any length are taken as they come.</para>
/// <para>It knows no state from before its text, so a file can be read in pieces, even in parallel, when it is cut before
/// records that begin something: <see cref="LastCut"/> finds such a place.</para>
/// </remarks>
public static class SymReader
{
    /// <summary>Stands for "no file" where a FILE number is expected.</summary>
    public const uint NoFile = uint.MaxValue;

    /// <summary>Reads all lines and returns how many there were.</summary>
    public static int Read<TSink>(ReadOnlySpan<byte> text, ref TSink sink)
        where TSink : struct, ISymSink, allows ref struct
    {
        var state = default(SymGroup);
        var position = 0;
        var lineNumber = 0;
        var fastEnd = text.LastIndexOf((byte)'\n');
        while (position < text.Length)
        {
            lineNumber++;

            // Nine lines of ten are line records, so they have a path of their own. It stops at the first byte that it
            // does not expect, and the last LF is one: it cannot run past the end.
            if (position < fastEnd && state.InFunction && TryReadLine(text, ref position, out var line))
            {
                sink.Line(line);
                continue;
            }

            var rest = text[position..];
            var length = rest.IndexOf((byte)'\n');
            var record = length < 0 ? rest : rest[..length];
            position += length < 0 ? rest.Length : length + 1;
            SymRecordReader.Read(record.TrimEnd(LineEnd), lineNumber, ref state, ref sink);
        }

        return lineNumber;
    }

    /// <summary>The offset of the last record in a text before which the text can be cut in two, or 0.</summary>
    /// <remarks>FUNC, PUBLIC, INLINE_ORIGIN, STACK WIN and STACK CFI INIT owe nothing to the lines before them.</remarks>
    public static int LastCut(ReadOnlySpan<byte> text)
    {
        for (var end = text.LastIndexOf((byte)'\n'); end >= 0; end = text[..end].LastIndexOf((byte)'\n'))
        {
            var record = text[(end + 1)..];
            if (record.StartsWith("FUNC "u8) || record.StartsWith("PUBLIC "u8) || record.StartsWith("STACK WIN "u8) ||
                record.StartsWith("STACK CFI INIT "u8) || record.StartsWith("INLINE_ORIGIN "u8))
            {
                return end + 1;
            }
        }

        return 0;
    }

    /// <summary>Parts the text of an INLINE_ORIGIN of the old syntax into its FILE number and the function's name.</summary>
    /// <returns>False when no number stands before the name; then <paramref name="name"/> is all of it.</returns>
    public static bool SplitOldOrigin(ReadOnlySpan<byte> text, out uint file, out ReadOnlySpan<byte> name)
    {
        var cursor = new SymCursor(text);
        file = cursor.FileNumber();
        name = cursor.Rest();
        if (cursor.Ok && !name.IsEmpty)
        {
            return true;
        }

        file = NoFile;
        name = text;
        return false;
    }

    /// <summary>CR CR LF comes from Windows builds of dump_syms that write text through text mode twice; a NUL from
    /// readers that end their buffer with one and write it back.</summary>
    static ReadOnlySpan<byte> LineEnd => "\r\0"u8;

    static bool TryReadLine(ReadOnlySpan<byte> text, ref int position, out SymLine line)
    {
        var i = position;
        line = default;
        if (!TryHex(text, ref i, out var address) || !TryHex(text, ref i, out var size) ||
            !TryDecimal(text, ref i, out var number) || text[i++] != ' ' || !TryDecimal(text, ref i, out var file))
        {
            return false;
        }

        if (text[i] == '\r')
        {
            i++;
        }

        if (i >= text.Length || text[i] != '\n')
        {
            return false;
        }

        position = i + 1;
        line = new SymLine(address, size, number, file);
        return true;
    }

    /// <summary>Takes at most 16 digits and the one space after them.</summary>
    static bool TryHex(ReadOnlySpan<byte> text, ref int position, out ulong value)
    {
        value = 0;
        var digits = SymDigits.Hex;
        var i = position;
        uint digit;
        while ((digit = digits[text[i]]) <= 15)
        {
            value = (value << 4) | digit;
            i++;
        }

        var count = i - position;
        position = i + 1;
        return count is > 0 and <= 16 && text[i] == ' ';
    }

    /// <summary>Takes at most 9 digits: more may not fit in 32 bits, and the careful path decides.</summary>
    static bool TryDecimal(ReadOnlySpan<byte> text, ref int position, out uint value)
    {
        value = 0;
        var i = position;
        uint digit;
        while ((digit = (uint)(text[i] - '0')) <= 9)
        {
            value = (value * 10) + digit;
            i++;
        }

        var count = i - position;
        position = i;
        return count is > 0 and <= 9;
    }
}
