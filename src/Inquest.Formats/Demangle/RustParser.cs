using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Inquest.Formats.Demangle;

/// <summary>
/// Reads a v0 name and writes it as it goes. References back are read again where they point, which is always before them, so
/// that reading ends; depth, steps and length of the text are bounded.
/// </summary>
sealed partial class RustParser(string text, DemangleLimits limits)
{
    readonly StringBuilder _output = new();
    int _position;
    int _depth;
    int _steps;
    int _mutedCount;
    ulong _boundLifetimes;
    bool _failed;

    public bool TryRead([NotNullWhen(true)] out string? name)
    {
        Path(isValue: true);
        // The crate that instantiated a generic function says nothing to a reader.
        if (!_failed && _position < text.Length)
        {
            _mutedCount++;
            Path(isValue: false);
            _mutedCount--;
        }

        name = _failed || _position != text.Length ? null : _output.ToString();
        return name is not null;
    }

    char Next()
    {
        if (_position < text.Length)
        {
            return text[_position++];
        }

        _failed = true;
        return '\0';
    }

    bool Eat(char wanted)
    {
        if (_position < text.Length && text[_position] == wanted)
        {
            _position++;
            return true;
        }

        return false;
    }

    void Write(string part)
    {
        if (_failed || _mutedCount > 0)
        {
            return;
        }

        if (_output.Length + part.Length > limits.TextLengthMax)
        {
            _failed = true;
            return;
        }

        _output.Append(part);
    }

    bool Enter()
    {
        if (_failed || _depth >= limits.DepthMax || ++_steps > limits.PartCountMax)
        {
            _failed = true;
            return false;
        }

        _depth++;
        return true;
    }

    // base-62-number: "_" is 0, and digits before it count from 1.
    ulong Base62()
    {
        if (Eat('_'))
        {
            return 0;
        }

        ulong value = 0;
        while (!Eat('_'))
        {
            var digit = Next() switch
            {
                >= '0' and <= '9' and var c => c - '0',
                >= 'a' and <= 'z' and var c => c - 'a' + 10,
                >= 'A' and <= 'Z' and var c => c - 'A' + 36,
                _ => -1,
            };
            if (digit < 0 || value > (ulong.MaxValue - 61) / 62)
            {
                _failed = true;
                return 0;
            }

            value = (value * 62) + (ulong)digit;
        }

        return value + 1;
    }

    ulong OptionalBase62(char tag) => Eat(tag) ? Base62() + 1 : 0;

    int DecimalNumber()
    {
        if (Eat('0'))
        {
            return 0;
        }

        var start = _position;
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
        {
            _position++;
        }

        if (!int.TryParse(text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            _failed = true;
        }

        return value;
    }

    string PlainIdentifier()
    {
        var isPunycode = Eat('u');
        var length = DecimalNumber();
        Eat('_');
        if (_failed || length > text.Length - _position)
        {
            _failed = true;
            return "";
        }

        var bytes = text.AsSpan(_position, length);
        _position += length;
        if (!isPunycode)
        {
            return bytes.ToString();
        }

        var split = bytes.LastIndexOf('_');
        if (Punycode.TryDecode(split < 0 ? default : bytes[..split], bytes[(split + 1)..], isSwift: false, limits.NameLengthMax, out var name))
        {
            return name;
        }

        _failed = true;
        return "";
    }

    void Path(bool isValue)
    {
        if (!Enter())
        {
            return;
        }

        switch (Next())
        {
            case 'C':
                OptionalBase62('s');
                Write(PlainIdentifier());
                break;
            case 'N':
                NestedPath(isValue);
                break;
            case 'M':
                SkipImplPath();
                Write("<");
                Type();
                Write(">");
                break;
            case 'X':
                SkipImplPath();
                TraitImpl();
                break;
            case 'Y':
                TraitImpl();
                break;
            case 'I':
                Path(isValue);
                Write(isValue ? "::<" : "<");
                GenericArguments();
                Write(">");
                break;
            case 'B':
                Backref(() => Path(isValue));
                break;
            default:
                _failed = true;
                break;
        }

        _depth--;
    }

    void NestedPath(bool isValue)
    {
        var space = Next();
        Path(isValue);
        var number = OptionalBase62('s');
        var name = PlainIdentifier();
        if (!char.IsAsciiLetter(space))
        {
            _failed = true;
        }
        else if (char.IsAsciiLetterUpper(space))
        {
            // Names that nobody wrote: closures, shims and what later compilers may add.
            var kind = space switch
            {
                'C' => "closure",
                'S' => "shim",
                _ => space.ToString(),
            };
            Write($"::{{{kind}{(name.Length > 0 ? ":" : "")}{name}#{number}}}");
        }
        else if (name.Length > 0)
        {
            Write("::");
            Write(name);
        }
    }

    // Where the impl block stands; its type says more.
    void SkipImplPath()
    {
        _mutedCount++;
        OptionalBase62('s');
        Path(isValue: false);
        _mutedCount--;
    }

    void TraitImpl()
    {
        Write("<");
        Type();
        Write(" as ");
        Path(isValue: false);
        Write(">");
    }

    void GenericArguments()
    {
        for (var i = 0; !_failed && !Eat('E'); i++)
        {
            Write(i > 0 ? ", " : "");
            if (Eat('L'))
            {
                Lifetime(Base62());
            }
            else if (Eat('K'))
            {
                Const(isNested: false);
            }
            else
            {
                Type();
            }
        }
    }

    void Backref(Action read)
    {
        var at = _position - 1;
        var target = Base62();
        if (_failed || target >= (ulong)at)
        {
            _failed = true;
            return;
        }

        // What is not written need not be read again either.
        if (_mutedCount > 0)
        {
            return;
        }

        var resume = _position;
        _position = (int)target;
        read();
        _position = resume;
    }
}
