using System.Globalization;
using System.Text;

namespace Inquest.Formats.Demangle;

/// <summary>Constants among the generic arguments of v0 names.</summary>
sealed partial class RustParser
{
    /// <param name="isNested">True where an expression needs no braces around it.</param>
    void Const(bool isNested)
    {
        if (!Enter())
        {
            return;
        }

        var tag = Next();
        switch (tag)
        {
            case 'p':
                Write("_");
                break;
            case 'a' or 's' or 'l' or 'x' or 'n' or 'i':
                Write(Eat('n') ? "-" : "");
                Number();
                break;
            case 'h' or 't' or 'm' or 'y' or 'o' or 'j':
                Number();
                break;
            case 'b':
                Boolean();
                break;
            case 'c':
                Character();
                break;
            case 'e':
                // A place of type str, which only a reference can have: the text with its star.
                Braced(isNested, () =>
                {
                    Write("*");
                    Text();
                });
                break;
            case 'R' or 'Q':
                ReferenceConst(tag == 'Q', isNested);
                break;
            case 'A':
                Braced(isNested, () =>
                {
                    Write("[");
                    Elements();
                    Write("]");
                });
                break;
            case 'T':
                Braced(isNested, () => Tuple(() => Const(isNested: true)));
                break;
            case 'V':
                Braced(isNested, Variant);
                break;
            case 'B':
                Backref(() => Const(isNested));
                break;
            default:
                _failed = true;
                break;
        }

        _depth--;
    }

    void Braced(bool isNested, Action read)
    {
        Write(isNested ? "" : "{");
        read();
        Write(isNested ? "" : "}");
    }

    void ReferenceConst(bool isMutable, bool isNested)
    {
        if (!isMutable && Eat('e'))
        {
            Text();
            return;
        }

        Braced(isNested, () =>
        {
            Write(isMutable ? "&mut " : "&");
            Const(isNested: true);
        });
    }

    void Variant()
    {
        Path(isValue: true);
        switch (Next())
        {
            case 'U':
                break;
            case 'T':
                Write("(");
                Elements();
                Write(")");
                break;
            case 'S':
                Write(" { ");
                for (var i = 0; !_failed && !Eat('E'); i++)
                {
                    Write(i > 0 ? ", " : "");
                    OptionalBase62('s');
                    Write(PlainIdentifier());
                    Write(": ");
                    Const(isNested: true);
                }

                Write(" }");
                break;
            default:
                _failed = true;
                break;
        }
    }

    void Elements()
    {
        for (var i = 0; !_failed && !Eat('E'); i++)
        {
            Write(i > 0 ? ", " : "");
            Const(isNested: true);
        }
    }

    ReadOnlySpan<char> HexDigits()
    {
        var start = _position;
        while (_position < text.Length && char.IsAsciiHexDigitLower(text[_position]))
        {
            _position++;
        }

        var digits = text.AsSpan(start, _position - start);
        if (!Eat('_'))
        {
            _failed = true;
        }

        return digits;
    }

    void Number()
    {
        var digits = HexDigits().TrimStart('0');
        if (digits.Length > 16)
        {
            Write($"0x{digits}");
        }
        else
        {
            Write((digits.Length == 0 ? 0 : ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
                .ToString(CultureInfo.InvariantCulture));
        }
    }

    void Boolean()
    {
        switch (HexDigits())
        {
            case "0":
                Write("false");
                break;
            case "1":
                Write("true");
                break;
            default:
                _failed = true;
                break;
        }
    }

    void Character()
    {
        var digits = HexDigits();
        if (uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && Rune.IsValid(value))
        {
            Write($"'{Escaped(new Rune(value), '\'')}'");
        }
        else
        {
            _failed = true;
        }
    }

    void Text()
    {
        var digits = HexDigits();
        if (digits.Length % 2 != 0)
        {
            _failed = true;
            return;
        }

        var content = Encoding.UTF8.GetString(Convert.FromHexString(digits));
        var escaped = new StringBuilder("\"");
        foreach (var rune in content.EnumerateRunes())
        {
            escaped.Append(Escaped(rune, '"'));
        }

        Write(escaped.Append('"').ToString());
    }

    static string Escaped(Rune rune, char quote) => rune.Value switch
    {
        '\0' => "\\0",
        '\t' => "\\t",
        '\r' => "\\r",
        '\n' => "\\n",
        '\\' => "\\\\",
        var value when value == quote => $"\\{quote}",
        _ when Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format => $"\\u{{{rune.Value:x}}}",
        _ => rune.ToString(),
    };
}
