namespace Inquest.Formats.Demangle;

/// <content>Types, substitutions and template arguments.</content>
sealed partial class ItaniumParser
{
    DemangleNode? Type(bool canTakeArguments = true)
    {
        if (!Enter())
        {
            return null;
        }

        var type = TypeInside(canTakeArguments);
        Leave();
        return type;
    }

    DemangleNode? TypeInside(bool canTakeArguments)
    {
        if (Peek is 'r' or 'V' or 'K')
        {
            return Qualified();
        }

        if (ItaniumTypes.Builtin(Peek) is { } builtin)
        {
            _position++;
            return new TextNode(builtin);
        }

        switch (Peek)
        {
            case 'P':
                return Pointer("*");
            case 'R':
                return Pointer("&");
            case 'O':
                return Pointer("&&");
            case 'C':
                _position++;
                return Candidate(Suffixed(Type(), " _Complex"));
            case 'G':
                _position++;
                return Candidate(Suffixed(Type(), " _Imaginary"));
            case 'F':
                return Candidate(FunctionType(""));
            case 'A':
                return Candidate(ArrayType());
            case 'M':
                return Candidate(MemberPointer());
            case 'D':
                return ExtendedType();
            case 'U':
                return PeekNext is 't' or 'l' ? Candidate(Name(null)) : Candidate(VendorQualified());
            case 'u':
                _position++;
                return SourceText() is { } vendor ? Candidate(new TextNode(vendor)) : null;
            case 'T':
                if (PeekNext is 's' or 'u' or 'e')
                {
                    _position += 2;
                    return Candidate(Name(null));
                }

                return ParameterType(canTakeArguments);
            case 'S' when PeekNext != 't':
                return SubstitutedType();
            default:
                return Candidate(Name(null));
        }
    }

    DemangleNode? Candidate(DemangleNode? type)
    {
        if (type is not null)
        {
            _substitutions.Add(type);
        }

        return type;
    }

    string Qualifiers()
    {
        // Written in the order restrict, volatile, const; shown in the order in which they bind.
        var (isRestrict, isVolatile, isConst) = (Take("r"), Take("V"), Take("K"));
        return (isConst ? " const" : "") + (isVolatile ? " volatile" : "") + (isRestrict ? " __restrict" : "");
    }

    DemangleNode? Qualified()
    {
        var qualifiers = Qualifiers();
        if (Peek is 'F' || (Peek == 'D' && PeekNext is 'o' or 'O' or 'w' or 'x'))
        {
            return Candidate(Peek == 'F' ? FunctionType(qualifiers) : ExtendedFunction(qualifiers));
        }

        return Type() is { } type ? Candidate(new QualifiedNode(type, qualifiers)) : null;
    }

    DemangleNode? Pointer(string symbol)
    {
        _position++;
        return Type() is { } type ? Candidate(new PointerNode(type, symbol)) : null;
    }

    static SequenceNode? Suffixed(DemangleNode? type, string suffix) =>
        type is null ? null : new SequenceNode([type, new TextNode(suffix)]);

    DemangleNode? VendorQualified()
    {
        _position++;
        if (SourceText() is not { } qualifier)
        {
            return null;
        }

        var arguments = Peek == 'I' ? TemplateArguments(false) : null;
        if (Type() is not { } type)
        {
            return null;
        }

        return new SequenceNode(arguments is null
            ? [type, new TextNode($" {qualifier}")]
            : [type, new TextNode($" {qualifier}"), arguments]);
    }

    FunctionTypeNode? FunctionType(string qualifiers)
    {
        _position++;
        Take("Y");
        if (Type() is not { } result)
        {
            return null;
        }

        var parameters = new List<DemangleNode>();
        var suffix = qualifiers;
        while (true)
        {
            if (Take("E"))
            {
                return new FunctionTypeNode(result, parameters, suffix);
            }

            if (Take("RE"))
            {
                return new FunctionTypeNode(result, parameters, suffix + " &");
            }

            if (Take("OE"))
            {
                return new FunctionTypeNode(result, parameters, suffix + " &&");
            }

            if (Type() is not { } parameter)
            {
                return null;
            }

            if (parameter is not TextNode { Text: "void" })
            {
                parameters.Add(parameter);
            }
        }
    }

    // Do, DO…E, Dw…E: noexcept and dynamic exception specifications; Dx: transaction safe.
    DemangleNode? ExtendedFunction(string qualifiers)
    {
        var code = PeekNext;
        _position += 2;
        var suffix = code == 'x' ? " transaction_safe" : " noexcept";
        if (code == 'O' && (Expression() is null || !Take("E")))
        {
            return null;
        }

        if (code == 'w')
        {
            suffix = " throw()";
            while (!Take("E"))
            {
                if (Type() is null)
                {
                    return null;
                }
            }
        }

        return Peek == 'F' ? FunctionType(qualifiers + suffix) : null;
    }

    DemangleNode? ArrayType()
    {
        _position++;
        DemangleNode? size = null;
        if (char.IsAsciiDigit(Peek))
        {
            size = new TextNode(Number()!);
        }
        else if (Peek != '_')
        {
            size = Expression();
            if (size is null)
            {
                return null;
            }
        }

        return Take("_") && Type() is { } element ? new ArrayNode(element, size) : null;
    }

    MemberPointerNode? MemberPointer()
    {
        _position++;
        return Type() is { } owner && Type() is { } member ? new MemberPointerNode(owner, member) : null;
    }

    DemangleNode? ExtendedType()
    {
        switch (PeekNext)
        {
            case 'p':
                _position += 2;
                return Type() is { } pattern ? Candidate(new ExpansionNode(pattern)) : null;
            case 't' or 'T':
                return Candidate(Decltype());
            case 'v':
                return Candidate(VectorType());
            case 'o' or 'O' or 'w' or 'x':
                return Candidate(ExtendedFunction(""));
            case 'F':
                _position += 2;
                var bits = Number();
                var isBrain = Take("b");
                return !isBrain && !Take("_") ? null : bits is null ? null : new TextNode(isBrain ? "std::bfloat16_t" : $"_Float{bits}");
            default:
                if (ItaniumTypes.ExtendedBuiltin(PeekNext) is not { } builtin)
                {
                    return null;
                }

                _position += 2;
                return new TextNode(builtin);
        }
    }

    SequenceNode? VectorType()
    {
        _position += 2;
        DemangleNode? size;
        if (Take("_"))
        {
            size = Expression();
        }
        else
        {
            size = Number() is { } digits ? new TextNode(digits) : null;
        }

        return size is not null && Take("_") && Type() is { } element
            ? new SequenceNode([element, new TextNode(" __vector("), size, new TextNode(")")])
            : null;
    }

    WrappedNode? Decltype()
    {
        _position += 2;
        return Expression() is { } expression && Take("E") ? new WrappedNode("decltype (", expression, ")") : null;
    }

    DemangleNode? ParameterType(bool canTakeArguments)
    {
        if (Candidate(TemplateParameter()) is not { } parameter)
        {
            return null;
        }

        // A template template parameter with arguments; in a conversion operator's type the arguments are the operator's own.
        if (Peek != 'I' || (!canTakeArguments && _allowsForward))
        {
            return parameter;
        }

        return TemplateArguments(false) is { } arguments ? Candidate(new TemplateNode(parameter, arguments)) : null;
    }

    DemangleNode? SubstitutedType()
    {
        if (Substitution() is not { } substitution)
        {
            return null;
        }

        if (Peek != 'I')
        {
            return substitution;
        }

        return TemplateArguments(false) is { } arguments ? Candidate(new TemplateNode(substitution, arguments)) : null;
    }

    /// <summary>S_, S0_…, or an abbreviation of std.</summary>
    DemangleNode? Substitution()
    {
        _position++;
        if (char.IsAsciiLetterLower(Peek))
        {
            if (ItaniumTypes.Abbreviation(Peek) is not { } name)
            {
                return null;
            }

            _position++;
            DemangleNode node = new TextNode("std::" + name);
            while (Peek == 'B')
            {
                _position++;
                if (SourceText() is not { } tag)
                {
                    return null;
                }

                node = new SequenceNode([node, new TextNode($"[abi:{tag}]")]);
                _substitutions.Add(node);
            }

            return node;
        }

        var index = SequenceId() + 1;
        return Take("_") && index < _substitutions.Count ? _substitutions[index] : null;
    }

    /// <summary>T_, T0_…: an argument of the enclosing template.</summary>
    DemangleNode? TemplateParameter()
    {
        if (!Take("T"))
        {
            return null;
        }

        if (Take("L"))
        {
            // A level of nested generic lambdas.
            Number();
            Take("_");
        }

        var number = Number();
        var index = number is null ? 0 : int.TryParse(number, out var value) ? value + 1 : int.MaxValue;
        if (!Take("_") || index == int.MaxValue)
        {
            return null;
        }

        if (_isInLambda)
        {
            return new TextNode($"auto:{index + 1}");
        }

        if (_allowsForward)
        {
            var forward = new ForwardNode($"T{index}");
            _forward.Add((forward, index));
            return forward;
        }

        return index < _templateArguments.Count ? _templateArguments[index] : null;
    }

    /// <param name="areOfEncoding">True when later T_ in the same encoding mean these.</param>
    TemplateArgumentsNode? TemplateArguments(bool areOfEncoding)
    {
        if (!Take("I"))
        {
            return null;
        }

        // Inside of the list T_ still means what it meant before it, except that arguments already read are visible.
        var arguments = new List<DemangleNode>();
        var outer = _templateArguments;
        var (wasForward, wasInLambda) = (_allowsForward, _isInLambda);
        if (areOfEncoding)
        {
            _allowsForward = false;
        }

        while (!Take("E"))
        {
            if (TemplateArgument() is not { } argument)
            {
                _templateArguments = outer;
                return null;
            }

            arguments.Add(argument);
            if (Peek == 'Q')
            {
                _position++;
                if (Expression() is null)
                {
                    return null;
                }
            }
        }

        (_allowsForward, _isInLambda) = (wasForward, wasInLambda);
        _templateArguments = areOfEncoding ? arguments : outer;
        return new TemplateArgumentsNode(arguments);
    }

    DemangleNode? TemplateArgument()
    {
        switch (Peek)
        {
            case 'X':
                _position++;
                return Expression() is { } expression && Take("E") ? expression : null;
            case 'L':
                return Literal();
            case 'J' or 'I':
                _position++;
                var elements = new List<DemangleNode>();
                while (!Take("E"))
                {
                    if (TemplateArgument() is not { } element)
                    {
                        return null;
                    }

                    elements.Add(element);
                }

                return new PackNode(elements);
            default:
                return Type();
        }
    }
}
