namespace Inquest.Formats.Demangle;

/// <content>Names: nested, local, unscoped, operators, constructors, lambdas.</content>
sealed partial class ItaniumParser
{
    DemangleNode? Name(NameState? state)
    {
        if (!Enter())
        {
            return null;
        }

        var name = Peek switch
        {
            'N' => NestedName(state),
            'Z' => LocalName(state),
            _ => UnscopedName(state),
        };
        Leave();
        return name;
    }

    DemangleNode? UnscopedName(NameState? state)
    {
        DemangleNode? name;
        if (Peek == 'S' && PeekNext != 't')
        {
            name = Substitution();
            if (name is null)
            {
                return null;
            }

            if (Peek != 'I')
            {
                return name;
            }
        }
        else
        {
            var isStd = Take("St");
            name = UnqualifiedName(state, null);
            name = name is not null && isStd ? new NestedNode(new TextNode("std"), name) : name;
            if (name is null || Peek != 'I')
            {
                return name;
            }

            _substitutions.Add(name);
        }

        if (TemplateArguments(state is not null) is not { } arguments)
        {
            return null;
        }

        if (state is not null)
        {
            state.EndsWithTemplateArguments = true;
        }

        return new TemplateNode(name, arguments);
    }

    DemangleNode? LocalName(NameState? state)
    {
        _position++;
        // As the scope of a local name a function is written without its result.
        if (Encoding() is not { } encoding || !Take("E"))
        {
            return null;
        }

        var function = encoding is EncodingNode whole ? whole.WithoutResult() : encoding;
        if (Take("s"))
        {
            Discriminator();
            return new NestedNode(function, new TextNode("string literal"));
        }

        if (Take("d"))
        {
            var number = Number();
            if (!Take("_") || Name(state) is not { } parameterName)
            {
                return null;
            }

            var index = number is null ? 1 : int.TryParse(number, out var parsed) ? parsed + 2 : 0;
            return new NestedNode(new NestedNode(function, new TextNode($"{{default arg#{index}}}")), parameterName);
        }

        if (Name(state) is not { } name)
        {
            return null;
        }

        Discriminator();
        return new NestedNode(function, name);
    }

    // _digit, or __number_: which of several entities of one name; not shown.
    void Discriminator()
    {
        if (Peek != '_')
        {
            return;
        }

        if (PeekNext == '_')
        {
            var end = _position + 2;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (end > _position + 2 && end < text.Length && text[end] == '_')
            {
                _position = end + 1;
            }
        }
        else if (char.IsAsciiDigit(PeekNext))
        {
            _position += 2;
        }
    }

    DemangleNode? NestedName(NameState? state)
    {
        _position++;
        var suffix = Qualifiers();
        suffix += Take("R") ? " &" : Take("O") ? " &&" : "";
        if (state is not null)
        {
            state.Suffix = suffix;
        }

        DemangleNode? scope = null;
        while (!Take("E"))
        {
            if (!Enter())
            {
                return null;
            }

            scope = NestedPart(scope, state);
            Leave();
            if (scope is null)
            {
                return null;
            }
        }

        // The whole name is not a candidate for substitution by itself; its prefixes are.
        if (_substitutions.Count > 0 && ReferenceEquals(_substitutions[^1], scope))
        {
            _substitutions.RemoveAt(_substitutions.Count - 1);
        }

        return scope;
    }

    DemangleNode? NestedPart(DemangleNode? scope, NameState? state)
    {
        if (state is not null)
        {
            state.EndsWithTemplateArguments = false;
        }

        DemangleNode? part;
        switch (Peek)
        {
            case 'T':
                part = scope is null ? TemplateParameter() : null;
                break;
            case 'I' when scope is not null:
                if (TemplateArguments(state is not null) is not { } arguments)
                {
                    return null;
                }

                if (state is not null)
                {
                    state.EndsWithTemplateArguments = true;
                }

                part = new TemplateNode(scope, arguments);
                break;
            case 'D' when PeekNext is 't' or 'T' && scope is null:
                part = Decltype();
                break;
            case 'S' when PeekNext != 't' && scope is null:
                part = SubstitutionInScope();
                // A substitution is not a new candidate.
                return part;
            case 'S' when scope is null:
                _position += 2;
                if (UnqualifiedName(state, null) is not { } inStd)
                {
                    return null;
                }

                part = new NestedNode(new TextNode("std"), inStd);
                break;
            case 'M' when scope is not null:
                // A data member whose initialiser holds the lambda; the scope is already its name.
                _position++;
                return scope;
            default:
                part = UnqualifiedName(state, scope);
                part = part is null || scope is null ? part : new NestedNode(scope, part);
                break;
        }

        if (part is not null)
        {
            _substitutions.Add(part);
        }

        return part;
    }

    // St, Ss and the like are followed by the class's own name when a constructor comes next.
    DemangleNode? SubstitutionInScope()
    {
        var code = PeekNext;
        if (ItaniumTypes.Expansion(code) is { } expansion)
        {
            var after = _position + 2 < text.Length ? text[_position + 2] : '\0';
            var afterNext = _position + 3 < text.Length ? text[_position + 3] : '\0';
            if (after == 'C' || (after == 'D' && char.IsAsciiDigit(afterNext)))
            {
                _position += 2;
                return new ExpandedNode(expansion.Full, expansion.Name);
            }
        }

        return Substitution();
    }

    DemangleNode? UnqualifiedName(NameState? state, DemangleNode? scope)
    {
        // Internal linkage marks of gcc; module names (W) are not met in object code yet.
        while (Peek == 'L')
        {
            _position++;
        }

        DemangleNode? name = Peek switch
        {
            >= '0' and <= '9' => SourceName(),
            'U' when PeekNext is 't' or 'l' => UnnamedType(),
            'C' or 'D' when PeekNext is not 'C' => ConstructorOrDestructor(state, scope),
            'D' => StructuredBinding(),
            _ => OperatorName(state),
        };
        while (name is not null && Peek == 'B')
        {
            _position++;
            if (SourceText() is not { } tag)
            {
                return null;
            }

            name = new TaggedNode(name, tag);
        }

        return name;
    }

    TextNode? SourceName() => SourceText() is { } name
        ? new TextNode(name.StartsWith("_GLOBAL__N", StringComparison.Ordinal)
            || name.StartsWith("_GLOBAL_.N", StringComparison.Ordinal) || name.StartsWith("_GLOBAL_$N", StringComparison.Ordinal)
                ? "(anonymous namespace)"
                : name)
        : null;

    string? SourceText()
    {
        var start = _position;
        while (char.IsAsciiDigit(Peek))
        {
            _position++;
        }

        if (!int.TryParse(text.AsSpan(start, _position - start), out var length) || length <= 0 || length > text.Length - _position)
        {
            return null;
        }

        _position += length;
        return text.Substring(_position - length, length);
    }

    DemangleNode? UnnamedType()
    {
        if (Take("Ut"))
        {
            return Ordinal() is { } number ? new TextNode($"{{unnamed type#{number}}}") : null;
        }

        _position += 2;
        var wasInLambda = _isInLambda;
        _isInLambda = true;
        var parameters = new List<DemangleNode>();
        if (!Take("vE"))
        {
            while (!Take("E"))
            {
                if (Type() is not { } parameter)
                {
                    return null;
                }

                parameters.Add(parameter);
            }
        }

        _isInLambda = wasInLambda;
        return Ordinal() is { } ordinal ? new LambdaNode(parameters, ordinal) : null;
    }

    // Nothing, or a number from 0, then _: which closure or unnamed type, from 1.
    string? Ordinal()
    {
        var number = Number();
        return !Take("_") ? null
            : number is null ? "1"
            : int.TryParse(number, out var value) ? $"{value + 2}" : null;
    }

    DemangleNode? ConstructorOrDestructor(NameState? state, DemangleNode? scope)
    {
        var isDestructor = Peek == 'D';
        _position++;
        var isInheriting = !isDestructor && Take("I");
        if (scope is null || !char.IsAsciiDigit(Peek))
        {
            return null;
        }

        _position++;
        if (isInheriting && Type() is null)
        {
            return null;
        }

        if (state is not null)
        {
            state.IsConstructorOrConversion = true;
        }

        return new TextNode((isDestructor ? "~" : "") + LastName(scope));
    }

    // The class's own name without arguments, tags and scopes.
    static string LastName(DemangleNode scope)
    {
        for (var i = 0; i < 64; i++)
        {
            switch (scope)
            {
                case NestedNode nested: scope = nested.Name; break;
                case TemplateNode template: scope = template.Name; break;
                case TaggedNode tagged: scope = tagged.Name; break;
                case ExpandedNode expanded: return expanded.Name;
                case TextNode plain:
                    var colon = plain.Text.LastIndexOf(':');
                    return colon < 0 ? plain.Text : plain.Text[(colon + 1)..];
                default:
                    // Closures are written out.
                    var writer = new DemangleWriter(DemangleLimits.Default);
                    scope.Write(writer);
                    return writer.ToString();
            }
        }

        return "";
    }

    ListNode? StructuredBinding()
    {
        _position += 2;
        var names = new List<DemangleNode>();
        while (!Take("E"))
        {
            if (SourceName() is not { } name)
            {
                return null;
            }

            names.Add(name);
        }

        return new ListNode("[", names, "]");
    }

    DemangleNode? OperatorName(NameState? state)
    {
        if (_position + 2 > text.Length)
        {
            return null;
        }

        if (Take("cv"))
        {
            if (state is not null)
            {
                state.IsConstructorOrConversion = true;
            }

            // Its template parameters may belong to arguments that come only after it.
            var outer = _allowsForward;
            _allowsForward = state is not null;
            var type = Type(canTakeArguments: false);
            _allowsForward = outer;
            return type is null ? null : new ConversionNode(type);
        }

        if (Take("li"))
        {
            return SourceText() is { } suffix ? new TextNode($"operator\"\" {suffix}") : null;
        }

        if (Peek == 'v' && char.IsAsciiDigit(PeekNext))
        {
            _position += 2;
            return SourceText() is { } vendor ? new TextNode($"operator {vendor}") : null;
        }

        var code = text.Substring(_position, 2);
        if (!ItaniumOperators.TryGet(code, out var symbol, out _))
        {
            return null;
        }

        _position += 2;
        return new TextNode(char.IsAsciiLetter(symbol[0]) ? $"operator {symbol}" : $"operator{symbol}");
    }
}

/// <summary>A name with an ABI tag, which a constructor's name does not repeat.</summary>
sealed class TaggedNode(DemangleNode name, string tag) : DemangleNode
{
    public DemangleNode Name { get; } = name;

    protected override void Left(DemangleWriter writer)
    {
        Name.Write(writer);
        writer.Write($"[abi:{tag}]");
    }
}

/// <summary>An abbreviation of std written in full, with the class's own name.</summary>
sealed class ExpandedNode(string full, string name) : DemangleNode
{
    public string Name { get; } = name;

    protected override void Left(DemangleWriter writer) => writer.Write(full);
}
