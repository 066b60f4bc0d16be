using System.Text;

namespace Inquest.Formats.Demangle;

/// <summary>Reads names as Microsoft's C++ compilers and clang for Windows write them.</summary>
/// <remarks>
/// <para>Shape: <c>?</c>, the name from the inside out up to an empty scope, then what it names: a digit for data, a letter for a
/// function. <c>?f@C@N@@QEAAXH@Z</c> is <c>N::C::f(int)</c>: public, 64-bit this, not const, cdecl, returns void, takes int.</para>
/// <para>The first ten names and the first ten parameter types longer than a letter are remembered, and a digit stands for one; the
/// inside of a template has memories of its own. The text leaves out access, return type, calling convention and class keys.</para>
/// <para>There is no published grammar; this one follows what the compilers do, checked against llvm-undname.</para>
/// </remarks>
sealed partial class MsvcParser(string text, DemangleLimits limits)
{
    const int RememberedCount = 10;

    List<string> _names = [];
    List<MsvcType> _types = [];
    int _position;
    int _depth;
    int _parts;
    bool _failed;

    public bool AtEnd => _position == text.Length;

    /// <summary>A whole name, or null when it is not one.</summary>
    public string? Symbol()
    {
        var result = SymbolText(out _);
        return _failed || result.Length > limits.TextLengthMax ? null : result;
    }

    /// <summary>A type descriptor's name, which starts with a dot, or null.</summary>
    public string? TypeName()
    {
        if (!Take('.'))
        {
            return null;
        }

        var type = Take('?') && TryQualifiers(out _) ? Type() : Fail();
        return _failed ? null : type.ToString();
    }

    char Current => _position < text.Length ? text[_position] : '\0';

    bool Take(char expected)
    {
        if (Current != expected || _position >= text.Length)
        {
            return false;
        }

        _position++;
        return true;
    }

    bool Take(string expected)
    {
        if (!text.AsSpan(_position).StartsWith(expected, StringComparison.Ordinal))
        {
            return false;
        }

        _position += expected.Length;
        return true;
    }

    MsvcType Fail()
    {
        _failed = true;
        _position = text.Length;
        return new MsvcType("", "");
    }

    string FailText()
    {
        Fail();
        return "";
    }

    // Guards every recursion and every text that is put together.
    bool Enter()
    {
        if (_failed || ++_depth > limits.DepthMax || ++_parts > limits.PartCountMax)
        {
            Fail();
            return false;
        }

        return true;
    }

    void Leave() => _depth--;

    string Bounded(string result) => result.Length > limits.TextLengthMax ? FailText() : result;

    // [?] digit for 1 to 10, or hexadecimal digits A to P up to @.
    long Number()
    {
        var isNegative = Take('?');
        if (char.IsAsciiDigit(Current))
        {
            var digit = text[_position++] - '0' + 1;
            return isNegative ? -digit : digit;
        }

        ulong value = 0;
        while (Current is >= 'A' and <= 'P')
        {
            value = (value << 4) | (uint)(text[_position++] - 'A');
        }

        if (!Take('@'))
        {
            Fail();
            return 0;
        }

        return isNegative ? unchecked(-(long)value) : unchecked((long)value);
    }

    void Remember(string name)
    {
        if (_names.Count < RememberedCount && !_names.Contains(name, StringComparer.Ordinal))
        {
            _names.Add(name);
        }
    }

    string SymbolText(out bool isFunction)
    {
        isFunction = false;
        if (!Enter())
        {
            return "";
        }

        var result = Special();
        if (result is null)
        {
            if (!Take('?'))
            {
                return FailText();
            }

            var name = QualifiedName();
            result = _failed ? "" : Encoding(name, out isFunction);
        }

        Leave();
        return Bounded(result);
    }

    // What has another shape than name and type. Null when it is none of these.
    string? Special()
    {
        if (Take("??_C@_"))
        {
            return StringLiteral();
        }

        if (Take("??@"))
        {
            // Too long to be encoded: a hash of what it would have been.
            var end = text.IndexOf('@', _position);
            if (end < 0)
            {
                return FailText();
            }

            _position = end + 1;
            return text[.._position];
        }

        if (Take("??_R0"))
        {
            var type = Take('?') && TryQualifiers(out _) ? Type() : Fail();
            Take("@8");
            return type + " `RTTI Type Descriptor'";
        }

        if (Take("??_R1"))
        {
            var at = $"({Number()}, {Number()}, {Number()}, {Number()})";
            var scope = Scope();
            return Take('8') ? $"{scope}`RTTI Base Class Descriptor at {at}'" : FailText();
        }

        if (Take("??_R2") || Take("??_R3"))
        {
            var isArray = text[_position - 1] == '2';
            var scope = Scope();
            return Take('8') ? scope + (isArray ? "`RTTI Base Class Array'" : "`RTTI Class Hierarchy Descriptor'") : FailText();
        }

        return Take("??_R4") ? Table("`RTTI Complete Object Locator'")
            : Take("??_7") ? Table("`vftable'")
            : Take("??_8") ? Table("`vbtable'")
            : Take("??_S") ? Table("`local vftable'")
            : Take("??_B") ? Guard("`local static guard'")
            : Take("??__J") ? Guard("`local static thread guard'")
            : Take("??__E") ? Initialiser("`dynamic initializer for '")
            : Take("??__F") ? Initialiser("`dynamic atexit destructor for '")
            : null;
    }

    string Table(string name)
    {
        var scope = Scope();
        if (!(Take('6') || Take('7')) || !TryQualifiers(out _))
        {
            return FailText();
        }

        var bases = new List<string>();
        while (!_failed && Current is not ('@' or '\0') && Enter())
        {
            bases.Add("`" + QualifiedTypeName() + "'");
            Leave();
        }

        return !Take('@') ? FailText() : scope + name + (bases.Count == 0 ? "" : "{for " + string.Join("s ", bases) + "}");
    }

    string Guard(string name)
    {
        var scope = Scope();
        if (!Take("4IA") && !Take('5'))
        {
            return FailText();
        }

        return scope + name + (AtEnd ? "" : $"{{{Number()}}}");
    }

    // A variable, with its whole name and type, or a plain name.
    string Initialiser(string prefix)
    {
        string target;
        if (Current == '?')
        {
            target = SymbolText(out _);
            Take('@');
            Take('@');
        }
        else
        {
            target = QualifiedName().Text;
        }

        var name = prefix + target + "''";
        return Encoding(new MsvcName(name, false, false), out _);
    }

    // Width, length, hash, then characters of which all but letters, digits, _ and $ are escaped.
    string StringLiteral()
    {
        var isWide = Take('1');
        if (!isWide && !Take('0'))
        {
            return FailText();
        }

        Number();
        var hashEnd = text.IndexOf('@', _position);
        if (hashEnd < 0)
        {
            return FailText();
        }

        _position = hashEnd + 1;
        var bytes = new List<byte>();
        while (!AtEnd && Current != '@')
        {
            bytes.Add(LiteralByte());
        }

        if (_failed || !Take('@'))
        {
            return FailText();
        }

        var content = isWide ? System.Text.Encoding.BigEndianUnicode.GetString([.. bytes]) : System.Text.Encoding.Latin1.GetString([.. bytes]);
        var printable = new StringBuilder();
        foreach (var character in content.TrimEnd('\0'))
        {
            printable.Append(character is '\n' ? "\\n" : character is '\t' ? "\\t" : char.IsControl(character) ? "?" : character.ToString());
        }

        return (isWide ? "L\"" : "\"") + printable + "\"";
    }

    byte LiteralByte()
    {
        var character = text[_position++];
        if (character != '?')
        {
            return (byte)character;
        }

        var escape = Current;
        _position = Math.Min(_position + 1, text.Length);
        if (escape == '$')
        {
            if (_position + 2 > text.Length)
            {
                Fail();
                return 0;
            }

            var value = ((text[_position] - 'A') << 4) | (text[_position + 1] - 'A');
            _position += 2;
            return (byte)value;
        }

        if (char.IsAsciiDigit(escape))
        {
            return (byte)",/\\:. \n\t'-"[escape - '0'];
        }

        return (byte)(escape | 0x80);
    }
}
