using System.Text;
using Inquest.Formats;
using Inquest.Formats.Dwarf;

namespace Inquest.Symbols.Dump;

/// <summary>Turns a DWARF expression into the postfix text of a STACK CFI rule, as far as that language goes.</summary>
/// <remarks>
/// The text has literals, registers, + - * / %, and ^ for a load; no comparison, no shift, no branch. That covers signal frames
/// (register plus offset, loaded). PLT entries, which compare, have <see cref="PltPattern"/>.
/// </remarks>
static class CfiExpressionText
{
    /// <summary>Null when the expression needs what the text cannot say.</summary>
    /// <param name="pushesCfa">True for register rules, which start with the CFA on the stack.</param>
    public static string? Convert(
        ReadOnlySpan<byte> expression, bool isBigEndian, int pointerSize, IReadOnlyList<string> registers, bool pushesCfa, DwarfLimits limits)
    {
        var text = new StringBuilder(pushesCfa ? ".cfa" : "");
        var depth = pushesCfa ? 1 : 0;
        var isCfaUsed = false;
        var reader = new ByteReader(expression, isBigEndian);
        for (var count = 0; reader.HasMore; count++)
        {
            var opcode = reader.U8();
            if (count >= limits.ExpressionStepCountMax || !Append(text, ref reader, opcode, pointerSize, registers, ref depth, ref isCfaUsed))
            {
                return null;
            }
        }

        if (!reader.Ok)
        {
            return null;
        }

        // An expression that never looks at the CFA below it leaves two values; the lower one is of no use.
        if (pushesCfa && depth == 2 && !isCfaUsed)
        {
            text.Remove(0, Math.Min(text.Length, ".cfa ".Length));
            depth = 1;
        }

        return depth == 1 ? text.ToString().Trim() : null;
    }

    /// <summary>
    /// The expression that linkers give PLT entries: offset + 8 once the entry has pushed, which is from byte n of each 16.
    /// </summary>
    public static (long Offset, int PushedFrom)? PltPattern(ReadOnlySpan<byte> expression)
    {
        // breg7 offset; breg16 0; lit15; and; lit n; ge; lit3; shl; plus
        var reader = new ByteReader(expression);
        if (reader.U8() != 0x77)
        {
            return null;
        }

        var offset = reader.Sleb();
        var isPlt = reader.U8() == 0x80 && reader.Sleb() == 0 && reader.U8() == 0x3F && reader.U8() == 0x1A;
        var literal = reader.U8();
        isPlt &= literal is >= 0x30 and <= 0x4F && reader.U8() == 0x2A && reader.U8() == 0x33 && reader.U8() == 0x24
            && reader.U8() == 0x22 && reader.Ok && !reader.HasMore;
        return isPlt ? (offset, literal - 0x30) : null;
    }

    static bool Append(StringBuilder text, ref ByteReader reader, byte opcode, int pointerSize, IReadOnlyList<string> registers,
        ref int depth, ref bool isCfaUsed)
    {
        switch (opcode)
        {
            case >= 0x30 and <= 0x4F:
                Push(text, $"{opcode - 0x30}", ref depth);
                return true;
            case >= 0x70 and <= 0x8F:
                return PushRegister(text, opcode - 0x70, reader.Sleb(), registers, ref depth);
            case 0x92: // bregx
                return PushRegister(text, (int)Math.Min(reader.Uleb(), int.MaxValue), reader.Sleb(), registers, ref depth);
            case 0x08:
                Push(text, $"{reader.U8()}", ref depth);
                return true;
            case 0x09:
                Push(text, $"{(sbyte)reader.U8()}", ref depth);
                return true;
            case 0x0A:
                Push(text, $"{reader.U16()}", ref depth);
                return true;
            case 0x0B:
                Push(text, $"{(short)reader.U16()}", ref depth);
                return true;
            case 0x0C:
                Push(text, $"{reader.U32()}", ref depth);
                return true;
            case 0x0D:
                Push(text, $"{(int)reader.U32()}", ref depth);
                return true;
            case 0x10:
                Push(text, $"{reader.Uleb()}", ref depth);
                return true;
            case 0x11:
                Push(text, $"{reader.Sleb()}", ref depth);
                return true;
            case 0x06: // deref
                isCfaUsed |= depth == 1;
                text.Append(" ^");
                return depth >= 1;
            case 0x94: // deref_size, of a whole pointer only
                isCfaUsed |= depth == 1;
                text.Append(" ^");
                return reader.U8() == pointerSize && depth >= 1;
            case 0x23: // plus_uconst
                isCfaUsed |= depth == 1;
                text.Append($" {reader.Uleb()} +");
                return depth >= 1;
            case 0x22 or 0x1C or 0x1E: // plus, minus, mul
                isCfaUsed |= depth == 2;
                text.Append(opcode switch { 0x22 => " +", 0x1C => " -", _ => " *" });
                depth--;
                return depth >= 1;
            case 0x96: // nop
                return true;
            default:
                return false;
        }
    }

    static bool PushRegister(StringBuilder text, int register, long offset, IReadOnlyList<string> registers, ref int depth)
    {
        if (register >= registers.Count)
        {
            return false;
        }

        Push(text, $"{registers[register]} {offset} +", ref depth);
        return true;
    }

    static void Push(StringBuilder text, string value, ref int depth)
    {
        text.Append(text.Length > 0 ? " " : "").Append(value);
        depth++;
    }
}
