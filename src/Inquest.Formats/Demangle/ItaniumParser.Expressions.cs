namespace Inquest.Formats.Demangle;

/// <content>Expressions in types and template arguments (5.1.6).</content>
sealed partial class ItaniumParser
{
    DemangleNode? Expression()
    {
        if (!Enter())
        {
            return null;
        }

        var expression = ExpressionInside();
        Leave();
        return expression;
    }

    DemangleNode? ExpressionInside()
    {
        switch (Peek)
        {
            case 'L':
                return Literal();
            case 'T' when PeekNext is '_' || char.IsAsciiDigit(PeekNext) || PeekNext == 'L':
                return TemplateParameter();
            case 'f' when PeekNext is 'p' or 'L':
                return FunctionParameter();
            case 'f' when PeekNext is 'l' or 'r' or 'R':
                return Fold();
            case >= '0' and <= '9':
                return UnresolvedName();
        }

        if (_position + 2 > text.Length)
        {
            return null;
        }

        var code = text.Substring(_position, 2);
        switch (code)
        {
            case "gs":
                _position += 2;
                return Wrap("::", Expression());
            case "sr" or "on" or "dn":
                return UnresolvedName();
            case "st":
                _position += 2;
                return Surround("sizeof (", Type(), ")");
            case "sz":
                _position += 2;
                return Surround("sizeof (", Expression(), ")");
            case "at":
                _position += 2;
                return Surround("alignof (", Type(), ")");
            case "az":
                _position += 2;
                return Surround("alignof (", Expression(), ")");
            case "nx":
                _position += 2;
                return Surround("noexcept (", Expression(), ")");
            case "te":
                _position += 2;
                return Surround("typeid (", Expression(), ")");
            case "ti":
                _position += 2;
                return Surround("typeid (", Type(), ")");
            case "sZ":
                _position += 2;
                return Surround("sizeof...(", Expression(), ")");
            case "sP":
                _position += 2;
                return List("sizeof...(", ")", useTypes: true);
            case "sp":
                _position += 2;
                return Expression() is { } pattern ? new ExpansionNode(pattern) : null;
            case "tw":
                _position += 2;
                return Wrap("throw ", Expression());
            case "tr":
                _position += 2;
                return new TextNode("throw");
            case "il":
                _position += 2;
                return List("{", "}", useTypes: false);
            case "tl":
                _position += 2;
                return Type() is { } listType && List("{", "}", useTypes: false) is { } values ? new SequenceNode([listType, values]) : null;
            case "cl":
                _position += 2;
                return Expression() is { } callee && List("(", ")", useTypes: false) is { } arguments
                    ? new SequenceNode([callee, arguments])
                    : null;
            case "cv":
                return Conversion();
            case "dc" or "sc" or "cc" or "rc":
                return NamedCast(code);
            case "dt" or "pt":
                _position += 2;
                return Expression() is { } owner && UnresolvedName() is { } member
                    ? new SequenceNode([Parenthesised(owner), new TextNode(code == "dt" ? "." : "->"), member])
                    : null;
            case "nw" or "na":
                return NewExpression(code);
            case "u9" or "rq" or "rQ":
                return null;
        }

        return OperatorExpression(code);
    }

    DemangleNode? OperatorExpression(string code)
    {
        if (!ItaniumOperators.TryGet(code, out var symbol, out var operands))
        {
            return null;
        }

        _position += 2;
        if (operands == 1)
        {
            var isPrefix = !(code is "pp" or "mm") || Take("_");
            if (Expression() is not { } operand)
            {
                return null;
            }

            var space = char.IsAsciiLetter(symbol[0]) ? " " : "";
            return isPrefix
                ? new SequenceNode([new TextNode(symbol + space), Parenthesised(operand)])
                : new SequenceNode([Parenthesised(operand), new TextNode(symbol)]);
        }

        var left = Expression();
        var right = left is null ? null : Expression();
        if (left is null || right is null)
        {
            return null;
        }

        if (operands == 3)
        {
            return Expression() is { } other
                ? new SequenceNode([Parenthesised(left), new TextNode("?"), Parenthesised(right), new TextNode(" : "), Parenthesised(other)])
                : null;
        }

        if (code == "ix")
        {
            return new SequenceNode([Parenthesised(left), new TextNode("["), right, new TextNode("]")]);
        }

        var whole = new SequenceNode([Parenthesised(left), new TextNode(symbol), Parenthesised(right)]);
        // A greater-than would be read as the end of template arguments.
        return code == "gt" ? Parenthesised(whole) : whole;
    }

    // Names, literals and calls stand without parentheses, as binutils writes them.
    static DemangleNode Parenthesised(DemangleNode inner) =>
        inner is TextNode ? inner : new WrappedNode("(", inner, ")");

    static WrappedNode? Surround(string before, DemangleNode? inner, string after) =>
        inner is null ? null : new WrappedNode(before, inner, after);

    ListNode? List(string open, string close, bool useTypes)
    {
        var parts = new List<DemangleNode>();
        while (!Take("E"))
        {
            if ((useTypes ? TemplateArgument() : Expression()) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        return new ListNode(open, parts, close);
    }

    DemangleNode? Conversion()
    {
        _position += 2;
        if (Type() is not { } type)
        {
            return null;
        }

        DemangleNode? operand = Take("_") ? List("(", ")", useTypes: false) : Surround("(", Expression(), ")");
        return operand is null ? null : new SequenceNode([new WrappedNode("(", type, ")"), operand]);
    }

    DemangleNode? NamedCast(string code)
    {
        _position += 2;
        var name = code switch
        {
            "dc" => "dynamic_cast<",
            "sc" => "static_cast<",
            "cc" => "const_cast<",
            _ => "reinterpret_cast<",
        };
        return Type() is { } type && Expression() is { } operand
            ? new SequenceNode([new TextNode(name), type, new TextNode(">("), operand, new TextNode(")")])
            : null;
    }

    DemangleNode? NewExpression(string code)
    {
        _position += 2;
        var placement = new List<DemangleNode>();
        while (!Take("_"))
        {
            if (Expression() is not { } argument)
            {
                return null;
            }

            placement.Add(argument);
        }

        if (Type() is not { } type)
        {
            return null;
        }

        var parts = new List<DemangleNode> { new TextNode(code == "na" ? "new[] " : "new ") };
        if (placement.Count > 0)
        {
            parts.Add(new ListNode("(", placement, ") "));
        }

        parts.Add(type);
        if (Take("pi"))
        {
            if (List("(", ")", useTypes: false) is not { } initialiser)
            {
                return null;
            }

            parts.Add(initialiser);
        }
        else if (!Take("E"))
        {
            return null;
        }

        return new SequenceNode(parts);
    }

    DemangleNode? Fold()
    {
        var kind = PeekNext;
        _position += 2;
        if (kind == 'R' || _position + 2 > text.Length
            || !ItaniumOperators.TryGet(text.Substring(_position, 2), out var symbol, out _))
        {
            return null;
        }

        _position += 2;
        if (Expression() is not { } pack)
        {
            return null;
        }

        return kind == 'l'
            ? new SequenceNode([new TextNode($"(...{symbol}"), pack, new TextNode(")")])
            : new SequenceNode([new TextNode("("), pack, new TextNode($"{symbol}...)")]);
    }

    // fp_, fp0_, fL0p_, fpT: a parameter of the function whose type this is.
    TextNode? FunctionParameter()
    {
        if (Take("fpT"))
        {
            return new TextNode("this");
        }

        if (Take("fL"))
        {
            Number();
            if (!Take("p"))
            {
                return null;
            }
        }
        else
        {
            _position += 2;
        }

        Qualifiers();
        var number = Number();
        return !Take("_") ? null
            : number is null ? new TextNode("{parm#1}")
            : int.TryParse(number, out var value) ? new TextNode($"{{parm#{value + 2}}}") : null;
    }

    DemangleNode? UnresolvedName()
    {
        if (Take("sr"))
        {
            var isNested = Take("N");
            if (Type() is not { } owner)
            {
                return null;
            }

            DemangleNode scope = owner;
            if (isNested)
            {
                while (!Take("E"))
                {
                    if (SimpleName() is not { } level)
                    {
                        return null;
                    }

                    scope = new NestedNode(scope, level);
                }
            }

            return BaseName() is { } name ? new NestedNode(scope, name) : null;
        }

        return BaseName();
    }

    DemangleNode? BaseName()
    {
        if (Take("dn"))
        {
            return Wrap("~", char.IsAsciiDigit(Peek) ? SimpleName() : Type());
        }

        if (Take("on"))
        {
            var name = OperatorName(null);
            return name is not null && Peek == 'I' ? WithArguments(name) : name;
        }

        return SimpleName();
    }

    DemangleNode? SimpleName()
    {
        var name = SourceName();
        return name is not null && Peek == 'I' ? WithArguments(name) : name;
    }

    TemplateNode? WithArguments(DemangleNode name) =>
        TemplateArguments(false) is { } arguments ? new TemplateNode(name, arguments) : null;

    DemangleNode? Literal()
    {
        _position++;
        if (Take("_Z") || Take("Z"))
        {
            return Encoding() is { } encoding && Take("E") ? encoding : null;
        }

        if (Take("DnE") || Take("Dn0E"))
        {
            return new TextNode("(decltype(nullptr))0");
        }

        var start = _position;
        if (Type() is not { } type)
        {
            return null;
        }

        var code = text[start.._position];
        var end = text.IndexOf('E', _position);
        if (end < 0)
        {
            return null;
        }

        var digits = text[_position..end];
        _position = end + 1;
        return new LiteralNode(type, code, digits);
    }
}
