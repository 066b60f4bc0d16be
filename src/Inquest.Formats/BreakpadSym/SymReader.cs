using System.Runtime.CompilerServices;

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

    // Nearly all INLINE records have one to three ranges.
    const int FastRanges = 8;

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

            // Most lines are line and INLINE records, so they have paths of their own. Those stop at the first byte that
            // they do not expect, and the last LF is one: they cannot run past the end.
            if (position < fastEnd && state.InFunction)
            {
                if (TryReadLine(text, ref position, out var line))
                {
                    sink.Line(line);
                    continue;
                }

                if (text[position] == 'I' && TryReadInline(text, ref position, ref sink))
                {
                    continue;
                }
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
        if (!TryHex(text, ref i, out var address) || text[i++] != ' ' ||
            !TryHex(text, ref i, out var size) || text[i++] != ' ' ||
            !TryDecimal(text, ref i, out var number) || text[i++] != ' ' ||
            !TryDecimal(text, ref i, out var file) || !TryEnd(text, ref i))
        {
            return false;
        }

        position = i;
        line = new SymLine(address, size, number, file);
        return true;
    }

    /// <summary>Reads an INLINE record of the current syntax with few ranges; everything else is for the careful path.</summary>
    /// <remarks>It takes an even number of fields, so a record of the old syntax, which has an odd one, never fits.</remarks>
    static bool TryReadInline<TSink>(ReadOnlySpan<byte> text, ref int position, ref TSink sink)
        where TSink : struct, ISymSink, allows ref struct
    {
        var i = position + 7;
        if (!text[position..].StartsWith("INLINE "u8) ||
            !TryDecimal(text, ref i, out var depth) || text[i++] != ' ' ||
            !TryDecimal(text, ref i, out var callLine) || text[i++] != ' ' ||
            !TryDecimal(text, ref i, out var callFile) || text[i++] != ' ' ||
            !TryDecimal(text, ref i, out var origin))
        {
            return false;
        }

        Span<ulong> ranges = stackalloc ulong[FastRanges * 2];
        var count = 0;
        while (text[i] == ' ')
        {
            i++;
            if (count == ranges.Length ||
                !TryHex(text, ref i, out ranges[count]) || text[i++] != ' ' || !TryHex(text, ref i, out ranges[count + 1]))
            {
                return false;
            }

            count += 2;
        }

        if (count == 0 || !TryEnd(text, ref i))
        {
            return false;
        }

        position = i;
        var inline = new SymInline(depth, callLine, callFile, origin, IsOldSyntax: false);
        for (var k = 0; k < count; k += 2)
        {
            sink.Inline(inline, ranges[k], ranges[k + 1]);
        }

        return true;
    }

    /// <summary>Takes at most 16 digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool TryHex(ReadOnlySpan<byte> text, ref int position, out ulong value)
    {
        var digits = SymDigits.Hex;
        var i = position;
        ulong sum = 0;
        uint digit;
        while ((digit = digits[text[i]]) <= 15)
        {
            sum = (sum << 4) | digit;
            i++;
        }

        var count = i - position;
        position = i;
        value = sum;
        return count is > 0 and <= 16;
    }

    /// <summary>Takes at most 9 digits: more may not fit in 32 bits, and the careful path decides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool TryDecimal(ReadOnlySpan<byte> text, ref int position, out uint value)
    {
        var i = position;
        uint sum = 0;
        uint digit;
        while ((digit = (uint)(text[i] - '0')) <= 9)
        {
            sum = (sum * 10) + digit;
            i++;
        }

        var count = i - position;
        position = i;
        value = sum;
        return count is > 0 and <= 9;
    }

    static bool TryEnd(ReadOnlySpan<byte> text, ref int position)
    {
        if (text[position] == '\r')
        {
            position++;
        }

        return text[position++] == '\n';
    }
}
