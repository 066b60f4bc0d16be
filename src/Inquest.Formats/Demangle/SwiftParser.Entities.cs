using System.Globalization;

namespace Inquest.Formats.Demangle;

/// <summary>Declarations, contexts, thunks and specialisations.</summary>
sealed partial class SwiftParser
{
    SwiftNode? Module() => Pop(SwiftKind.Identifier) is { } name ? new SwiftNode(SwiftKind.Module, name.Text) : Pop(SwiftKind.Module);

    SwiftNode? Context()
    {
        if (Module() is { } module)
        {
            return module;
        }

        return Pop(SwiftKind.Type) is { } type ? type.First is { IsContext: true } inner ? inner : Fail() : Pop(node => node.IsContext);
    }

    SwiftNode? Nominal(SwiftKind kind) =>
        Pop(node => node.IsName) is { } name && Context() is { } context ? Remember(TypeOf(Node(kind, context, name))) : Fail();

    SwiftNode? ExtensionContext()
    {
        Pop(SwiftKind.GenericSignature);
        return Module() is not null && Pop(SwiftKind.Type)?.First is { } type ? Node(SwiftKind.Extension, type) : Fail();
    }

    SwiftNode? PlainFunction()
    {
        Pop(SwiftKind.GenericSignature);
        if (FunctionType() is not { } type)
        {
            return Fail();
        }

        var labels = Labels(type);
        return Pop(node => node.IsName) is { } name && Context() is { } context ? Node(SwiftKind.Function, context, name, labels) : Fail();
    }

    SwiftNode? FunctionEntity()
    {
        switch (Next())
        {
            case 'D' or 'Z': return Destructor("__deallocating_deinit");
            case 'd': return Destructor("deinit");
            case 'E': return Destructor("__ivar_destroyer");
            case 'e': return Destructor("__ivar_initializer");
            case 'C': return Initialiser(SwiftKind.Allocator);
            case 'c': return Initialiser(SwiftKind.Constructor);
            case 'i': return Described("variable initialization expression of ");
            case 'P': return Described("property wrapper backing initializer of ");
            case 'W': return Described("property wrapper init from projected value of ");
            case 'U': return Closure("closure");
            case 'u': return Closure("implicit closure");
            case 'A':
                var index = Index();
                return index >= 0 ? Described($"default argument {index} of ") : Fail();
            default: return Fail();
        }
    }

    SwiftNode? Destructor(string name) => Context() is { } context ? new SwiftNode(SwiftKind.Destructor, name, context) : Fail();

    SwiftNode? Described(string what) => Context() is { } context ? new SwiftNode(SwiftKind.Described, what, context) : Fail();

    SwiftNode? Initialiser(SwiftKind kind)
    {
        Pop(SwiftKind.PrivateName);
        if (Pop(SwiftKind.Type) is not { } type)
        {
            return Fail();
        }

        var labels = Labels(type);
        return Context() is { } context ? Node(kind, context, labels) : Fail();
    }

    SwiftNode? Closure(string what)
    {
        var index = Index();
        return index >= 0 && Pop(SwiftKind.Type) is not null && Context() is { } context
            ? new SwiftNode(SwiftKind.Closure, string.Create(CultureInfo.InvariantCulture, $"{what} #{index + 1} in "), context)
            : Fail();
    }

    SwiftNode? Variable()
    {
        if (Pop(SwiftKind.Type) is not { } type)
        {
            return Fail();
        }

        // Variables of function type may carry labels; they are not the variable's.
        Labels(type);
        return Pop(node => node.IsName) is { } name && Context() is { } context ? Accessor(Node(SwiftKind.Variable, context, name)) : Fail();
    }

    SwiftNode? Subscript()
    {
        Pop(SwiftKind.PrivateName);
        if (Pop(SwiftKind.Type) is not { } type)
        {
            return Fail();
        }

        var labels = Labels(type);
        return Context() is { } context ? Accessor(Node(SwiftKind.Subscript, context, labels)) : Fail();
    }

    SwiftNode? Accessor(SwiftNode variable)
    {
        var name = Next() switch
        {
            'g' or 'G' => "getter",
            's' => "setter",
            'm' => "materializeForSet",
            'w' => "willset",
            'W' => "didset",
            'r' or 'y' => "read",
            'M' or 'x' => "modify",
            'i' => "init",
            'a' when Next() is 'O' or 'o' or 'P' or 'p' or 'u' => "unsafeMutableAddressor",
            'l' when Next() is 'O' or 'o' or 'P' or 'p' or 'u' => "unsafeAddressor",
            'p' => "",
            _ => null,
        };
        return name is null ? Fail() : name.Length == 0 ? variable : new SwiftNode(SwiftKind.Accessor, name, variable);
    }

    // The labels of a function, with as many parts as it has parameters.
    SwiftNode Labels(SwiftNode type)
    {
        var labels = Node(SwiftKind.Labels);
        var function = type.First;
        var parameters = function?.Kind == SwiftKind.FunctionType ? function.Children[0].First : null;
        var count = parameters is null ? 0 : parameters.Kind == SwiftKind.Tuple ? parameters.Children.Count : 1;
        if (isOldFunctionTypes)
        {
            // Swift 4.0 kept labels in the type of the parameters.
            foreach (var element in parameters?.Kind == SwiftKind.Tuple ? parameters.Children : [])
            {
                labels.Children.Add(element.Text.Length > 0 ? new SwiftNode(SwiftKind.Identifier, element.Text) : Node(SwiftKind.FirstElement));
            }

            for (var i = labels.Children.Count; i < count; i++)
            {
                labels.Children.Add(Node(SwiftKind.FirstElement));
            }

            return labels;
        }

        if (Pop(SwiftKind.EmptyList) is null && parameters is not null)
        {
            for (var i = 0; i < count && Pop(node => node.Kind is SwiftKind.Identifier or SwiftKind.FirstElement) is { } label; i++)
            {
                labels.Children.Insert(0, label);
            }
        }

        while (labels.Children.Count < count)
        {
            labels.Children.Insert(0, Node(SwiftKind.FirstElement));
        }

        return labels;
    }

    SwiftNode? Describe(string what) =>
        Pop(node => node.Kind == SwiftKind.Type || node.IsContext) is { } subject ? new SwiftNode(SwiftKind.Described, what, subject) : Fail();

    // Only what is code; descriptors and caches are data and never in a stack.
    SwiftNode? Metadata() => Next() switch
    {
        'a' => Describe("type metadata accessor for "),
        'b' => Describe("canonical specialized generic type metadata accessor for "),
        'g' => Describe("opaque type descriptor accessor for "),
        'i' => Describe("type metadata instantiation function for "),
        'r' => Describe("type metadata completion function for "),
        'u' => Describe("method lookup function for "),
        'U' => Describe("ObjC metadata update function for "),
        'f' => Describe("full type metadata for "),
        'm' => Describe("metaclass for "),
        'n' => Describe("nominal type descriptor for "),
        'p' => Describe("protocol descriptor for "),
        'F' => Describe("reflection metadata field descriptor for "),
        'o' => Describe("class metadata base offset for "),
        'V' => Describe("property descriptor for "),
        _ => Fail(),
    };

    SwiftNode? Witness()
    {
        switch (Next())
        {
            case 'Z': return Once("one-time initialization function for ");
            case 'z': return Once("one-time initialization token for ");
            case 'V': return Describe("value witness table for ");
            case 'C': return Described("enum case for ");
            case 'v': return Next() is 'd' or 'i' ? Described("field offset for ") : Fail();
            case 'P': return DescribeConformance("protocol witness table for ");
            case 'a': return DescribeConformance("protocol witness table accessor for ");
            case 'I': return DescribeConformance("instantiation function for generic protocol witness table for ");
            case 'l':
                DescribeConformance("");
                return Describe("lazy protocol witness table accessor for type ");
            case 'O': return Outlined();
            default: return Fail();
        }
    }

    // The variables that one pattern declares; the first stands for all.
    SwiftNode? Once(string what)
    {
        SwiftNode? first = null;
        while (Pop(SwiftKind.FirstElement) is not null)
        {
            first = Pop(node => node.IsName);
        }

        return first is not null && Context() is { } context
            ? new SwiftNode(SwiftKind.Described, what, Node(SwiftKind.Variable, context, first))
            : Fail();
    }

    SwiftNode? Outlined()
    {
        var what = Next() switch
        {
            'b' => "outlined init with take of ",
            'c' => "outlined init with copy of ",
            'd' => "outlined assign with take of ",
            'f' => "outlined assign with copy of ",
            'h' => "outlined destroy of ",
            'y' => "outlined copy of ",
            'e' => "outlined consume of ",
            'r' => "outlined retain of ",
            's' => "outlined release of ",
            _ => null,
        };
        Pop(SwiftKind.GenericSignature);
        return what is null ? Fail() : Describe(what);
    }

    // Type, protocol and module, with a signature when the conformance is conditional.
    SwiftNode? Conformance()
    {
        Pop(SwiftKind.GenericSignature);
        if (Module() is null || Protocol() is null)
        {
            return Fail();
        }

        return Pop(SwiftKind.Type) ?? Fail();
    }

    SwiftNode? DescribeConformance(string what) => Conformance() is { } type ? new SwiftNode(SwiftKind.Described, what, type) : Fail();

    SwiftNode? Thunk()
    {
        switch (Next())
        {
            case 'o': return Attribute("@objc ");
            case 'O': return Attribute("@nonobjc ");
            case 'D': return Attribute("dynamic ");
            case 'd': return Attribute("super ");
            case 'E': return Attribute("distributed thunk for ");
            case 'A': return Attribute("partial apply for ");
            case 'a': return Attribute("partial apply ObjC forwarder for ");
            case 'm': return Attribute("merged ");
            case 'w': return Attribute("back deployment thunk for ");
            case 'b' or 'B' or 'g' or 'G' or 'i' or 'p' or 'P' or 's' or 't': return Specialised();
            case 'f': return SignatureSpecialised();
            case 'c': return DescribeEntity("curry thunk of ");
            case 'j': return DescribeEntity("dispatch thunk of ");
            case 'q': return DescribeEntity("method descriptor for ");
            case 'K': return DescribeEntity("key path getter for ");
            case 'k': return DescribeEntity("key path setter for ");
            case 'Y': return Resumed("suspend resume partial function for ");
            case 'Q': return Resumed("await resume partial function for ");
            case 'I': return Attribute("dynamically replaceable thunk for ");
            case 'W' when Pop(node => node.IsEntity) is { } entity && Conformance() is { } type:
                // The entity is the protocol's; the type is what conforms.
                return new SwiftNode(SwiftKind.Described, "protocol witness for ", entity, type);
            case 'V' when Pop(node => node.IsEntity) is not null:
                return DescribeEntity("vtable thunk for ");
            default: return Fail();
        }
    }

    static SwiftNode Attribute(string what) => new(SwiftKind.Attribute, what);

    SwiftNode? DescribeEntity(string what) => Pop(node => node.IsEntity) is { } entity ? new SwiftNode(SwiftKind.Described, what, entity) : Fail();

    SwiftNode? Resumed(string what)
    {
        var index = Index();
        return index >= 0 ? Attribute(string.Create(CultureInfo.InvariantCulture, $"({index + 1}) {what}")) : Fail();
    }

    bool SpecialisationHead()
    {
        Eat('m');
        Eat('q');
        Eat('a');
        return char.IsAsciiDigit(Next());
    }

    SwiftNode? Specialised()
    {
        if (!SpecialisationHead())
        {
            return Fail();
        }

        // The types that it is specialised for.
        if (Pop(SwiftKind.EmptyList) is null)
        {
            bool isFirst;
            do
            {
                isFirst = Pop(SwiftKind.FirstElement) is not null;
                // Conformances that the arguments need stand between them.
                while (Pop(SwiftKind.Conformance) is not null)
                {
                }

                if (Pop(SwiftKind.Type) is null)
                {
                    return Fail();
                }
            }
            while (!isFirst);
        }

        return Attribute("specialized ");
    }

    SwiftNode? SignatureSpecialised()
    {
        if (!SpecialisationHead())
        {
            return Fail();
        }

        var named = 0;
        while (!Eat('_'))
        {
            if (!SpecialisedParameter(ref named))
            {
                return Fail();
            }
        }

        if (!Eat('n') && !SpecialisedParameter(ref named))
        {
            return Fail();
        }

        // Functions, globals and closures that were passed: their types and names lie below.
        for (; named > 0; named--)
        {
            while (Pop(SwiftKind.Type) is not null)
            {
            }

            Pop(SwiftKind.Identifier);
        }

        return Attribute("specialized ");
    }

    bool SpecialisedParameter(ref int named)
    {
        switch (Next())
        {
            case 'n' or 'i' or 's' or 'r' or 'x':
                return true;
            case 'c':
                named++;
                return true;
            case 'p':
                switch (Next())
                {
                    case 'f' or 'g' or 'k':
                        named++;
                        return true;
                    case 'i':
                        Eat('n');
                        return Natural() >= 0;
                    case 'd':
                        Eat('n');
                        return Natural() >= 0 && (!Eat('_') || Natural() >= 0);
                    case 's':
                        named++;
                        return Next() is 'b' or 'w' or 'c';
                    default:
                        return false;
                }

            case 'e' or 'd' or 'g' or 'o':
                while (Peek() is 'D' or 'G' or 'O' or 'X')
                {
                    Next();
                }

                return true;
            default:
                return false;
        }
    }
}
