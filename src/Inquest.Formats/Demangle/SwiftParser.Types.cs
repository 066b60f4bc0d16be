using System.Globalization;

namespace Inquest.Formats.Demangle;

/// <summary>Types and generic signatures, read to get past them and to print the few that names show.</summary>
sealed partial class SwiftParser
{
    static SwiftNode Parameter(int depth, int index)
    {
        // A, B, …, and with the depth behind it in nested contexts.
        var letter = index < 26 ? ((char)('A' + index)).ToString() : string.Create(CultureInfo.InvariantCulture, $"T{index}");
        return new SwiftNode(SwiftKind.GenericParameter, depth == 0 ? letter : string.Create(CultureInfo.InvariantCulture, $"{letter}{depth}"));
    }

    SwiftNode? GenericParameter()
    {
        if (Eat('d'))
        {
            var (depth, number) = (Index(), Index());
            return depth >= 0 && number >= 0 ? Parameter(depth + 1, number) : Fail();
        }

        if (Eat('z'))
        {
            return Parameter(0, 0);
        }

        var index = Index();
        return index >= 0 && index < int.MaxValue ? Parameter(0, index + 1) : Fail();
    }

    SwiftNode? FunctionType()
    {
        while (Pop(SwiftKind.Annotation) is not null)
        {
        }

        return Parameters() is { } parameters && Parameters() is { } result ? TypeOf(Node(SwiftKind.FunctionType, parameters, result)) : Fail();
    }

    SwiftNode? Parameters() => Pop(SwiftKind.EmptyList) is not null ? TypeOf(Node(SwiftKind.Tuple)) : Pop(SwiftKind.Type);

    SwiftNode? Tuple()
    {
        var tuple = Node(SwiftKind.Tuple);
        if (Pop(SwiftKind.EmptyList) is null)
        {
            bool isFirst;
            do
            {
                isFirst = Pop(SwiftKind.FirstElement) is not null;
                Pop(SwiftKind.Variadic);
                var name = Pop(SwiftKind.Identifier)?.Text ?? "";
                if (Pop(SwiftKind.Type) is not { } type)
                {
                    return Fail();
                }

                tuple.Children.Add(new SwiftNode(SwiftKind.TupleElement, name, type));
            }
            while (!isFirst);
            tuple.Children.Reverse();
        }

        return TypeOf(tuple);
    }

    SwiftNode? BoundGeneric()
    {
        while (Pop(SwiftKind.Conformance) is not null)
        {
        }

        // Lists of arguments from the innermost type outwards.
        SwiftNode? innermost = null;
        while (true)
        {
            var list = Node(SwiftKind.TypeList);
            while (Pop(SwiftKind.Type) is { } argument)
            {
                list.Children.Add(argument);
            }

            list.Children.Reverse();
            innermost ??= list;
            if (Pop(SwiftKind.EmptyList) is not null)
            {
                break;
            }

            if (Pop(SwiftKind.FirstElement) is null)
            {
                return Fail();
            }
        }

        return Pop(SwiftKind.Type)?.First is { IsNominal: true } nominal
            ? Remember(TypeOf(Node(SwiftKind.BoundGeneric, nominal, innermost)))
            : Fail();
    }

    SwiftNode? Protocol()
    {
        if (Pop(SwiftKind.Type) is { } type)
        {
            return type;
        }

        return Pop(node => node.IsName) is { } name && Context() is { } context ? TypeOf(Node(SwiftKind.Protocol, context, name)) : Fail();
    }

    SwiftNode? ProtocolList()
    {
        var list = Node(SwiftKind.ProtocolList);
        if (Pop(SwiftKind.EmptyList) is null)
        {
            bool isFirst;
            do
            {
                isFirst = Pop(SwiftKind.FirstElement) is not null;
                if (Protocol() is not { } protocol)
                {
                    return Fail();
                }

                list.Children.Add(protocol);
            }
            while (!isFirst);
            list.Children.Reverse();
        }

        return list;
    }

    SwiftNode? GenericType()
    {
        Pop(SwiftKind.GenericSignature);
        return Pop(SwiftKind.Type) ?? Fail();
    }

    SwiftNode? GenericSignature(bool hasCounts)
    {
        while (hasCounts && !Eat('l'))
        {
            if (!Eat('z') && Index() < 0)
            {
                return Fail();
            }
        }

        while (Pop(SwiftKind.Requirement) is not null)
        {
        }

        return Node(SwiftKind.GenericSignature);
    }

    SwiftNode? Requirement()
    {
        // Two things in one letter: what is constrained, and how.
        var letter = Next();
        var (subject, constraint) = letter switch
        {
            'c' => ('a', 'b'), 'C' => ('A', 'b'), 'b' => ('g', 'b'), 'B' => ('s', 'b'),
            't' => ('a', 't'), 'T' => ('A', 't'), 's' => ('g', 't'), 'S' => ('s', 't'),
            'm' => ('a', 'l'), 'M' => ('A', 'l'), 'l' => ('g', 'l'), 'L' => ('s', 'l'),
            'p' => ('a', 'p'), 'P' => ('A', 'p'), 'Q' => ('s', 'p'),
            'h' => ('g', 't'), 'v' => ('g', 'v'),
            'i' => ('g', 'i'), 'I' => ('s', 'i'),
            _ => ('g', 'p'),
        };
        if (subject == 'g' && constraint == 'p')
        {
            _position--;
        }

        var isGood = subject switch
        {
            'g' => GenericParameter() is not null,
            'a' => GenericParameter() is { } parameter && Remember(Member(parameter)) is not null,
            'A' => GenericParameter() is { } parameter && CompoundMember(parameter) is { } compound && Remember(compound) is not null,
            _ => Pop(SwiftKind.Type) is not null,
        };
        isGood = isGood && constraint switch
        {
            'p' => Protocol() is not null,
            'b' or 't' => Pop(SwiftKind.Type) is not null,
            'l' => Layout(),
            'i' => Index() >= 0,
            _ => true,
        };
        return isGood && !_failed ? Node(SwiftKind.Requirement) : Fail();
    }

    bool Layout() => Next() switch
    {
        'U' or 'R' or 'N' or 'C' or 'D' or 'T' or 'B' => true,
        'E' or 'M' => Index() >= 0 && Index() >= 0,
        'e' or 'm' or 'S' => Index() >= 0,
        _ => false,
    };

    // T.Element; the protocol that declares it may be given.
    SwiftNode Member(SwiftNode? parameter)
    {
        Pop(node => node.Kind == SwiftKind.Type && node.First?.Kind == SwiftKind.Protocol);
        // Standard protocols are abbreviated and so look like any other type.
        if (_stack.Count > 1 && _stack[^1].Kind == SwiftKind.Type && _stack[^2].Kind == SwiftKind.Identifier)
        {
            Pop(SwiftKind.Type);
        }

        var name = Pop(SwiftKind.Identifier);
        var of = parameter is null ? Pop(SwiftKind.Type) : TypeOf(parameter);
        if (name is null || of is null)
        {
            Fail();
        }

        return TypeOf(new SwiftNode(SwiftKind.Member, name?.Text ?? "", of ?? Node(SwiftKind.Tuple)));
    }

    SwiftNode? CompoundMember(SwiftNode? parameter)
    {
        var names = new List<string>();
        bool isFirst;
        do
        {
            isFirst = Pop(SwiftKind.FirstElement) is not null;
            if (_stack.Count > 1 && _stack[^1].Kind == SwiftKind.Type && _stack[^2].Kind == SwiftKind.Identifier)
            {
                Pop(SwiftKind.Type);
            }

            if (Pop(SwiftKind.Identifier) is not { } name)
            {
                return Fail();
            }

            names.Insert(0, name.Text);
        }
        while (!isFirst);
        var of = parameter is null ? Pop(SwiftKind.Type) : TypeOf(parameter);
        return of is null ? Fail() : TypeOf(new SwiftNode(SwiftKind.Member, string.Join('.', names), of));
    }

    SwiftNode? Archetype()
    {
        switch (Next())
        {
            case 'a':
                return Pop(SwiftKind.Identifier) is { } name && Pop(SwiftKind.Type) is { } type
                    ? Remember(TypeOf(new SwiftNode(SwiftKind.Member, name.Text, type)))
                    : Fail();
            case 'x':
                return Remember(Member(null));
            case 'y':
                return GenericParameter() is { } parameter ? Remember(Member(parameter)) : Fail();
            case 'z':
                return Remember(Member(Parameter(0, 0)));
            case 'X':
                return CompoundMember(null) is { } compound ? Remember(compound) : Fail();
            case 'Y':
                return GenericParameter() is { } outer && CompoundMember(outer) is { } inner ? Remember(inner) : Fail();
            case 'Z':
                return CompoundMember(Parameter(0, 0)) is { } first ? Remember(first) : Fail();
            case 'r' or 'u':
                return TypeOf(new SwiftNode(SwiftKind.NamedType, "some"));
            case 'R' or 'U':
                return Index() >= 0 ? TypeOf(new SwiftNode(SwiftKind.NamedType, "some")) : Fail();
            case 'O':
                return Pop(node => node.IsContext) is not null ? Node(SwiftKind.Identifier) : Fail();
            case 'o':
                return Opaque();
            default:
                return Fail();
        }
    }

    // An opaque result: its arguments, and whose result it is.
    SwiftNode? Opaque()
    {
        if (Index() < 0)
        {
            return Fail();
        }

        while (Pop(SwiftKind.Conformance) is not null)
        {
        }

        do
        {
            while (Pop(SwiftKind.Type) is not null)
            {
            }

            if (Pop(SwiftKind.EmptyList) is not null)
            {
                break;
            }
        }
        while (Pop(SwiftKind.FirstElement) is not null);
        Pop(node => node.Kind is SwiftKind.Identifier || node.IsContext);
        return Remember(TypeOf(new SwiftNode(SwiftKind.NamedType, "some")));
    }

    // What a function type is besides its parameters; async, Sendable, isolation, differentiability.
    SwiftNode? TypeAnnotation()
    {
        switch (Next())
        {
            case 'a' or 'b' or 'A' or 'T' or 'C':
                return Node(SwiftKind.Annotation);
            case 'c' or 'K':
                return Pop(SwiftKind.Type) is not null ? Node(SwiftKind.Annotation) : Fail();
            case 'j':
                return Next() is 'd' or 'f' or 'l' or 'r' ? Node(SwiftKind.Annotation) : Fail();
            case 'i' or 'k' or 'n' or 't' or 'u' or 'g':
                return Pop(SwiftKind.Type);
            default:
                return Fail();
        }
    }

    SwiftNode? SpecialType()
    {
        switch (Next())
        {
            case 'E' or 'A' or 'f' or 'K' or 'U' or 'B' or 'C' or 'G':
                return FunctionType();
            case 'L':
                return Next() is 'B' or 'C' ? FunctionType() : Fail();
            case 'o' or 'u' or 'w' or 'b' or 'D':
                return Pop(SwiftKind.Type);
            case 'M' or 'm':
                Next();
                return Pop(SwiftKind.Type) is { } of ? TypeOf(new SwiftNode(SwiftKind.Member, "Type", of)) : Fail();
            case 'p':
                return Pop(SwiftKind.Type) is { } any ? TypeOf(new SwiftNode(SwiftKind.Member, "Type", any)) : Fail();
            case 'c':
                return Pop(SwiftKind.Type) is { } superclass && ProtocolList() is not null ? superclass : Fail();
            case 'l':
                return ProtocolList() is { } list ? TypeOf(list) : Fail();
            case 'e':
                return TypeOf(new SwiftNode(SwiftKind.NamedType, "Error"));
            case 'S':
                return Sugar();
            default:
                return Fail();
        }
    }

    SwiftNode? Sugar()
    {
        switch (Next())
        {
            case 'q':
                return Pop(SwiftKind.Type) is { } wrapped ? Bound('q', wrapped) : Fail();
            case 'a':
                return Pop(SwiftKind.Type) is { } element ? Bound('a', element) : Fail();
            case 'D':
                return Pop(SwiftKind.Type) is { } value && Pop(SwiftKind.Type) is { } key ? Bound('D', key, value) : Fail();
            case 'p':
                return Pop(SwiftKind.Type);
            default:
                return Fail();
        }
    }

    static SwiftNode Bound(char letter, params SwiftNode[] arguments) =>
        TypeOf(Node(SwiftKind.BoundGeneric, SwiftStandardTypes.Find(letter, isConcurrency: false)!.First!, Node(SwiftKind.TypeList, arguments)));

    SwiftNode? Builtin()
    {
        var name = Next() switch
        {
            'b' => "BridgeObject",
            'B' => "UnsafeValueBuffer",
            'c' => "RawUnsafeContinuation",
            'D' => "DefaultActorStorage",
            'e' => "Executor",
            'f' when Index() >= 0 => "Float",
            'i' when Index() >= 0 => "Int",
            'I' => "IntLiteral",
            'j' => "Job",
            'O' => "UnknownObject",
            'o' => "NativeObject",
            'p' => "RawPointer",
            't' => "SILToken",
            'w' => "Word",
            _ => null,
        };
        return name is null ? Fail() : TypeOf(new SwiftNode(SwiftKind.NamedType, "Builtin." + name));
    }
}
