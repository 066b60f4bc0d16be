using System.Globalization;

namespace Inquest.Formats.Demangle;

// What a name stands for: data, functions and their types.
sealed partial class MsvcParser
{
    string Encoding(MsvcName name, out bool isFunction)
    {
        isFunction = false;
        var kind = Current;
        switch (kind)
        {
            case >= '0' and <= '4':
                _position++;
                Type();
                SkipStorage();
                return name.Text;
            case '9':
                // extern "C": there is nothing more to know.
                _position++;
                return name.Text;
            case >= 'A' and <= 'Z' or '$':
                isFunction = true;
                return Function(name);
            default:
                return FailText();
        }
    }

    // const and volatile of the variable itself; of a pointer to a member also the class.
    void SkipStorage()
    {
        while (Current is 'E' or 'F' or 'I')
        {
            _position++;
        }

        if (!TryQualifiers(out var isMember))
        {
            Fail();
        }
        else if (isMember.Length > 0 && !AtEnd)
        {
            QualifiedTypeName();
        }
    }

    string Function(MsvcName name)
    {
        var suffix = "";
        var hasThis = true;
        if (Take("$B"))
        {
            // A thunk that calls through a table: offset and a calling convention.
            var offset = Number();
            Take('A');
            SkipConvention();
            return $"{name.Text}{{{offset}, {{flat}}}}";
        }

        if (Take('$'))
        {
            var isExtended = Take('R');
            if (Current is < '0' or > '5')
            {
                return FailText();
            }

            _position++;
            suffix = isExtended
                ? $"`vtordispex{{{(int)Number()}, {(int)Number()}, {(int)Number()}, {(int)Number()}}}'"
                : $"`vtordisp{{{(int)Number()}, {(int)Number()}}}'";
        }
        else
        {
            var kind = text[_position++];
            hasThis = kind < 'Y' && ((kind - 'A') & 6) != 2;
            if (kind < 'Y' && ((kind - 'A') & 6) == 6)
            {
                suffix = $"`adjustor{{{Number()}}}'";
            }
        }

        var after = hasThis ? ThisQualifiers() : "";
        SkipConvention();
        var result = Return();
        var parameters = Parameters();
        var exceptions = Exceptions();
        var text1 = name.IsConversion ? name.Text + result : name.Text;
        return Bounded($"{text1}{suffix}({parameters}){after}{exceptions}");
    }

    // 64-bit, unaligned, restrict; & and &&; then const and volatile.
    string ThisQualifiers()
    {
        var reference = "";
        var restrict = "";
        while (Current is 'E' or 'F' or 'G' or 'H' or 'I')
        {
            switch (text[_position++])
            {
                case 'G':
                    reference = " &";
                    break;
                case 'H':
                    reference = " &&";
                    break;
                case 'I':
                    restrict = " __restrict";
                    break;
            }
        }

        return TryQualifiers(out _, out var qualifiers) ? qualifiers + restrict + reference : FailText();
    }

    void SkipConvention()
    {
        if (Current is (>= 'A' and <= 'Q') or 'S' or 'W')
        {
            _position++;
        }
        else
        {
            Fail();
        }
    }

    string Return()
    {
        if (Take('@'))
        {
            return "";
        }

        var qualifiers = "";
        if (Take('?') && !TryQualifiers(out _, out qualifiers))
        {
            return FailText();
        }

        var type = Type();
        return WithQualifiers(type, qualifiers).ToString();
    }

    string Parameters()
    {
        if (Take('X'))
        {
            return "void";
        }

        var parameters = new List<string>();
        var length = 0;
        while (!_failed && Current is not ('@' or 'Z'))
        {
            if (AtEnd || length > limits.TextLengthMax)
            {
                return FailText();
            }

            MsvcType type;
            if (char.IsAsciiDigit(Current))
            {
                var index = text[_position++] - '0';
                type = index < _types.Count ? _types[index] : Fail();
            }
            else
            {
                var start = _position;
                type = Type();
                if (_position - start > 1 && _types.Count < RememberedCount)
                {
                    _types.Add(type);
                }
            }

            parameters.Add(type.ToString());
            length += parameters[^1].Length;
        }

        // Z instead of the end: more may follow.
        if (Take('Z'))
        {
            parameters.Add("...");
        }
        else if (!Take('@'))
        {
            return FailText();
        }

        return string.Join(", ", parameters);
    }

    string Exceptions() => Take("_E") ? " noexcept" : Take('Z') ? "" : FailText();

    bool TryQualifiers(out string member) => TryQualifiers(out member, out _);

    // A to D: none, const, volatile, both. Q to T: the same for what a pointer to a member points to.
    bool TryQualifiers(out string member, out string qualifiers)
    {
        member = "";
        qualifiers = "";
        var code = Current;
        if (code is >= 'Q' and <= 'T')
        {
            member = "::";
            code = (char)(code - 'Q' + 'A');
        }

        if (code is < 'A' or > 'D')
        {
            return false;
        }

        _position++;
        qualifiers = Qualifiers(code - 'A');
        return true;
    }

    static string Qualifiers(int bits) => bits switch
    {
        1 => " const",
        2 => " volatile",
        3 => " const volatile",
        _ => "",
    };

    MsvcType Type()
    {
        if (!Enter())
        {
            return Fail();
        }

        var type = TypeCore();
        Leave();
        return type.Before.Length + type.After.Length > limits.TextLengthMax ? Fail() : type;
    }

    MsvcType TypeCore()
    {
        if (Take('?'))
        {
            if (TryQualifiers(out _, out var own))
            {
                return WithQualifiers(Type(), own);
            }

            // A type that only the compiler has a name for, such as the result of a lambda without one.
            var name = Piece(isSymbol: false);
            return Take('@') ? new MsvcType(name, "") : Fail();
        }

        if (Current == '$')
        {
            return ExtendedType();
        }

        var code = Current;
        if (AtEnd)
        {
            return Fail();
        }

        _position++;
        switch (code)
        {
            case 'A' or 'B':
                return Pointer("&", code == 'B' ? 2 : 0);
            case >= 'P' and <= 'S':
                return Pointer("*", code - 'P');
            case 'T' or 'U' or 'V':
                return new MsvcType(QualifiedTypeName(), "");
            case 'W':
                // The digit is the size of the enumeration.
                return char.IsAsciiDigit(Current) && ++_position > 0 ? new MsvcType(QualifiedTypeName(), "") : Fail();
            case 'Y':
                return Array();
            case '_':
                return MsvcOperators.ExtendedPrimitive(Current) is { } extended && ++_position > 0 ? new MsvcType(extended, "") : Fail();
            default:
                return MsvcOperators.Primitive(code) is { } primitive ? new MsvcType(primitive, "") : Fail();
        }
    }

    MsvcType ExtendedType()
    {
        if (Take("$$Q"))
        {
            return Pointer("&&", 0);
        }

        if (Take("$$R"))
        {
            return Pointer("&&", 2);
        }

        if (Take("$$T"))
        {
            return new MsvcType("std::nullptr_t", "");
        }

        if (Take("$$B"))
        {
            return Type();
        }

        if (Take("$$C"))
        {
            return TryQualifiers(out _, out var qualifiers) ? WithQualifiers(Type(), qualifiers) : Fail();
        }

        if (Take("$$A6"))
        {
            return FunctionType("", "");
        }

        if (Take("$$A8@@"))
        {
            var qualifiers = ThisQualifiers();
            return FunctionType("", qualifiers);
        }

        return Fail();
    }

    static MsvcType WithQualifiers(MsvcType type, string qualifiers) => type.NeedsParentheses
        ? type
        : type with { Before = Qualified(type.Before, qualifiers) };

    // A pointer that is const itself says so once more where something points to it.
    static string Qualified(string type, string qualifiers) => type.EndsWith(qualifiers, StringComparison.Ordinal) ? type : type + qualifiers;

    // What follows: a function (6), a member function (8), a member of data (class behind the qualifiers), or any type.
    MsvcType Pointer(string mark, int ownQualifiers)
    {
        var own = Qualifiers(ownQualifiers);
        if (Take('6'))
        {
            return Wrap(FunctionType("", ""), mark + own);
        }

        if (Take('8'))
        {
            var owner = QualifiedTypeName();
            var after = ThisQualifiers();
            return Wrap(FunctionType("", after), owner + "::" + mark + own);
        }

        var isRestrict = false;
        while (Current is 'E' or 'F' or 'I')
        {
            isRestrict |= text[_position++] == 'I';
        }

        if (Take('6'))
        {
            return Wrap(FunctionType("", ""), mark + own);
        }

        if (Take('8'))
        {
            var owner = QualifiedTypeName();
            var after = ThisQualifiers();
            return Wrap(FunctionType("", after), owner + "::" + mark + own);
        }

        if (!TryQualifiers(out var member, out var qualifiers))
        {
            return Fail();
        }

        var scope = member.Length > 0 ? QualifiedTypeName() + "::" : "";
        var target = Type();
        if (_failed)
        {
            return Fail();
        }

        var pointee = WithQualifiers(target, qualifiers);
        return Wrap(pointee, (scope.Length > 0 ? " " + scope : "") + mark + own + (isRestrict ? " __restrict" : ""));
    }

    static MsvcType Wrap(MsvcType target, string mark) => target.NeedsParentheses
        ? new MsvcType(target.Before + " (" + mark.TrimStart(), ")" + target.After)
        : new MsvcType(target.Before + mark, target.After);

    MsvcType FunctionType(string owner, string after)
    {
        SkipConvention();
        var result = Return();
        var parameters = Parameters();
        var exceptions = Exceptions();
        return new MsvcType(result + owner, $"({parameters}){after}{exceptions}") { NeedsParentheses = true };
    }

    // Count of dimensions, each, then the element.
    MsvcType Array()
    {
        var count = Number();
        if (count is < 1 or > 64)
        {
            return Fail();
        }

        var dimensions = "";
        for (var i = 0; i < count && !_failed; i++)
        {
            var size = Number();
            dimensions += $"[{size.ToString(CultureInfo.InvariantCulture)}]";
        }

        var qualifiers = "";
        if (Take("$$C") && !TryQualifiers(out _, out qualifiers))
        {
            return Fail();
        }

        var element = Type();
        return new MsvcType(Qualified(element.Before, qualifiers), dimensions + element.After) { NeedsParentheses = true };
    }
}
