using System.Globalization;

namespace Inquest.Formats.Demangle;

// Names with their scopes, templates and operators.
sealed partial class MsvcParser
{
    MsvcName QualifiedName()
    {
        if (!Enter())
        {
            return new MsvcName("", false, false);
        }

        var isStructor = false;
        var isDestructor = false;
        var isConversion = false;
        string last;
        string? arguments = null;
        if (Current == '?' && Peek(1) == '$' && Peek(2) == '?')
        {
            // A template that is an operator.
            _position += 3;
            (last, arguments) = TemplateOperator(ref isStructor, ref isDestructor, ref isConversion);
        }
        else if (Current == '?' && Peek(1) != '$')
        {
            _position++;
            last = Operator(ref isStructor, ref isDestructor, ref isConversion);
        }
        else
        {
            last = Piece(isSymbol: true);
        }

        var pieces = ScopePieces();
        if (isStructor)
        {
            last = pieces.Count == 0 ? FailText() : (isDestructor ? "~" : "") + pieces[^1];
        }

        Leave();
        var scope = pieces.Count == 0 ? "" : string.Join("::", pieces) + "::";
        return new MsvcName(Bounded(scope + last + arguments), isConversion, isStructor);
    }

    /// <summary>A class name with its scopes.</summary>
    string QualifiedTypeName()
    {
        if (!Enter())
        {
            return "";
        }

        var last = Piece(isSymbol: false);
        var pieces = ScopePieces();
        pieces.Add(last);
        Leave();
        return Bounded(string.Join("::", pieces));
    }

    string Scope()
    {
        var pieces = ScopePieces();
        return pieces.Count == 0 ? "" : string.Join("::", pieces) + "::";
    }

    char Peek(int offset) => _position + offset < text.Length ? text[_position + offset] : '\0';

    // From the inside out, up to an empty one; returned from the outside in.
    List<string> ScopePieces()
    {
        var pieces = new List<string>();
        while (!_failed && !Take('@'))
        {
            if (AtEnd || !Enter())
            {
                Fail();
                break;
            }

            pieces.Add(ScopePiece());
            Leave();
        }

        pieces.Reverse();
        return pieces;
    }

    string ScopePiece()
    {
        if (Current != '?' || Peek(1) == '$')
        {
            return Piece(isSymbol: false);
        }

        if (Peek(1) == 'A')
        {
            // An anonymous namespace, told apart from others by a hash.
            var end = text.IndexOf('@', _position);
            if (end < 0)
            {
                return FailText();
            }

            Remember(text[_position..end]);
            _position = end + 1;
            return "(anonymous namespace)";
        }

        _position++;
        if (Take('Q'))
        {
            var name = SimpleName();
            return "[" + name + "]";
        }

        // A function's block: number, then the function as a whole name.
        var number = Number();
        if (!Take('?'))
        {
            return FailText();
        }

        var function = SymbolText(out _);
        return $"`{function}'::`{number.ToString(CultureInfo.InvariantCulture)}'";
    }

    string Piece(bool isSymbol)
    {
        if (char.IsAsciiDigit(Current))
        {
            var index = text[_position++] - '0';
            return index < _names.Count ? Readable(_names[index]) : FailText();
        }

        if (Take("?$"))
        {
            var template = Template();
            if (!isSymbol)
            {
                Remember(template);
            }

            return template;
        }

        return SimpleName();
    }

    static string Readable(string name) => name.StartsWith("?A", StringComparison.Ordinal) ? "(anonymous namespace)" : name;

    string SimpleName()
    {
        var end = text.IndexOf('@', _position);
        if (end <= _position)
        {
            return FailText();
        }

        var name = text[_position..end];
        _position = end + 1;
        Remember(name);
        return name;
    }

    string Template()
    {
        if (!Enter())
        {
            return "";
        }

        // The inside remembers for itself.
        var (names, types) = (_names, _types);
        (_names, _types) = ([], []);
        var result = SimpleName() + TemplateArguments();
        (_names, _types) = (names, types);
        Leave();
        return Bounded(result);
    }

    (string Name, string Arguments) TemplateOperator(ref bool isStructor, ref bool isDestructor, ref bool isConversion)
    {
        var (names, types) = (_names, _types);
        (_names, _types) = ([], []);
        var name = Operator(ref isStructor, ref isDestructor, ref isConversion);
        var arguments = TemplateArguments();
        (_names, _types) = (names, types);
        return (name, arguments);
    }

    string TemplateArguments()
    {
        var arguments = new List<string>();
        while (!_failed && !Take('@'))
        {
            if (AtEnd || !Enter())
            {
                return FailText();
            }

            if (TemplateArgument() is { } argument)
            {
                arguments.Add(argument);
            }

            Leave();
        }

        var list = string.Join(", ", arguments);
        return Bounded(list.EndsWith('>') ? $"<{list} >" : $"<{list}>");
    }

    // Null for what marks the place of an empty pack.
    string? TemplateArgument()
    {
        if (Take("$S") || Take("$$V") || Take("$$$V") || Take("$$Z"))
        {
            return null;
        }

        if (Take("$$Y"))
        {
            return QualifiedTypeName();
        }

        if (Take("$M"))
        {
            // The type of an auto parameter, which the value shows well enough.
            Type();
            return ConstantArgument(text[_position..].StartsWith('0') || char.IsAsciiDigit(Current) ? text[_position++] : Current);
        }

        if (Current == '$' && Peek(1) is not ('$' or '\0'))
        {
            var kind = Peek(1);
            if (kind is '0' or '1' or 'E' or 'F' or 'G' or 'H' or 'I' or 'J' or 'D' or 'Q')
            {
                _position += 2;
                return ConstantArgument(kind);
            }
        }

        if (Take("$$B"))
        {
            return Type().ToString();
        }

        return Type().ToString();
    }

    string ConstantArgument(char kind)
    {
        switch (kind)
        {
            case '0':
                return Number().ToString(CultureInfo.InvariantCulture);
            case '1':
                return "&" + SymbolText(out _);
            case 'E':
                return SymbolText(out _);
            case 'D' or 'Q':
                return $"`template-parameter-{Number().ToString(CultureInfo.InvariantCulture)}'";
            case 'F':
                return $"{{{Number()}, {Number()}}}";
            case 'G':
                return $"{{{Number()}, {Number()}, {Number()}}}";
            case 'H' or 'I' or 'J':
                // Pointers to members of classes with several bases: the function, then offsets.
                var member = SymbolText(out _);
                var result = $"{{{member}, {Number()}";
                for (var i = 'H'; i < kind; i++)
                {
                    result += $", {Number()}";
                }

                return result + "}";
            default:
                return FailText();
        }
    }

    string Operator(ref bool isStructor, ref bool isDestructor, ref bool isConversion)
    {
        if (Take('0') || Take('1'))
        {
            isStructor = true;
            isDestructor = text[_position - 1] == '1';
            return "";
        }

        if (Take('B'))
        {
            isConversion = true;
            return "operator ";
        }

        if (Take("__K"))
        {
            return "operator \"\"" + SimpleName();
        }

        if (Take("_P"))
        {
            return "`udt returning'" + Operator(ref isStructor, ref isDestructor, ref isConversion);
        }

        var length = Current != '_' ? 1 : Peek(1) == '_' ? 3 : 2;
        if (_position + length > text.Length || MsvcOperators.Find(text.AsSpan(_position, length)) is not { } name)
        {
            return FailText();
        }

        _position += length;
        return name;
    }
}
