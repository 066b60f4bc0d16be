using System.Globalization;
using System.Text;

namespace Inquest.Formats.Demangle;

/// <summary>
/// Reads the mangling of Swift 4 and later (ABI/Mangling.rst): postfix operators that take their operands from a stack.
/// </summary>
/// <remarks>
/// What only appears in names of data, or cannot be read, fails the whole name, which then stays as it is. Nothing recurses but
/// printing: the depth of the tree is bounded by the writer.
/// </remarks>
sealed partial class SwiftParser(string text, bool isOldFunctionTypes, DemangleLimits limits)
{
    readonly List<SwiftNode> _stack = [];
    readonly List<SwiftNode> _substitutions = [];
    readonly List<string> _words = [];
    int _position;
    int _steps;
    bool _failed;

    /// <summary>The attributes and then the entity, in the order to print; null when the name is not understood.</summary>
    public IReadOnlyList<SwiftNode>? Read()
    {
        while (_position < text.Length && !_failed)
        {
            if (++_steps > limits.PartCountMax || _stack.Count > limits.PartCountMax)
            {
                return null;
            }

            if (Operator() is not { } node)
            {
                return null;
            }

            _stack.Add(node);
        }

        var result = new List<SwiftNode>();
        while (Pop(SwiftKind.Attribute) is { } attribute)
        {
            result.Add(attribute);
        }

        if (_failed || _stack.Count != 1 || !(_stack[0].IsEntity || _stack[0].IsNominal || _stack[0].Kind == SwiftKind.Type))
        {
            return null;
        }

        result.Add(_stack[0]);
        return result;
    }

    static SwiftNode Node(SwiftKind kind, params SwiftNode[] children) => new(kind, "", children);

    static SwiftNode TypeOf(SwiftNode node) => new(SwiftKind.Type, "", node);

    SwiftNode? Fail()
    {
        _failed = true;
        return null;
    }

    char Peek() => _position < text.Length ? text[_position] : '\0';

    char Next() => _position < text.Length ? text[_position++] : '\0';

    bool Eat(char wanted)
    {
        if (Peek() != wanted)
        {
            return false;
        }

        _position++;
        return true;
    }

    SwiftNode? Pop(SwiftKind kind) => Pop(node => node.Kind == kind);

    SwiftNode? Pop(Func<SwiftNode, bool> isWanted)
    {
        if (_stack.Count == 0 || !isWanted(_stack[^1]))
        {
            return null;
        }

        var node = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return node;
    }

    SwiftNode Remember(SwiftNode node)
    {
        _substitutions.Add(node);
        return node;
    }

    int Natural()
    {
        var start = _position;
        while (char.IsAsciiDigit(Peek()))
        {
            _position++;
        }

        return _position > start && int.TryParse(text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : -1;
    }

    // "_" is 0, "0_" is 1 and so on; negative when there is none.
    int Index()
    {
        if (Eat('_'))
        {
            return 0;
        }

        var value = Natural();
        return value >= 0 && value < int.MaxValue && Eat('_') ? value + 1 : -1;
    }

    SwiftNode? Operator()
    {
        var letter = Next();
        switch (letter)
        {
            case 'A': return MultiSubstitution();
            case 'B': return Builtin();
            case 'C': return Nominal(SwiftKind.Class);
            case 'D': return Pop(SwiftKind.Type);
            case 'E': return ExtensionContext();
            case 'F': return PlainFunction();
            case 'G': return BoundGeneric();
            case 'K': return Node(SwiftKind.Annotation);
            case 'L': return LocalIdentifier();
            case 'M': return Metadata();
            case 'N': return Describe("type metadata for ");
            case 'O': return Nominal(SwiftKind.Enumeration);
            case 'P': return Nominal(SwiftKind.Protocol);
            case 'Q': return Archetype();
            case 'R': return Requirement();
            case 'S': return StandardSubstitution();
            case 'T': return Thunk();
            case 'V': return Nominal(SwiftKind.Structure);
            case 'W': return Witness();
            case 'X': return SpecialType();
            case 'Y': return TypeAnnotation();
            case 'Z': return Pop(node => node.IsEntity) is { } entity ? Node(SwiftKind.Static, entity) : Fail();
            case 'a': return Nominal(SwiftKind.Alias);
            case 'c': return FunctionType();
            case 'd': return Node(SwiftKind.Variadic);
            case 'f': return FunctionEntity();
            case 'h' or 'n' or 'z': return Pop(SwiftKind.Type);
            case 'i': return Subscript();
            case 'l': return GenericSignature(hasCounts: false);
            case 'm': return Pop(SwiftKind.Type) is { } type ? TypeOf(new SwiftNode(SwiftKind.Member, "Type", type)) : Fail();
            case 'o': return OperatorName();
            case 'p': return ProtocolList() is { } list ? TypeOf(list) : Fail();
            case 'q': return GenericParameter() is { } parameter ? TypeOf(parameter) : Fail();
            case 'r': return GenericSignature(hasCounts: true);
            case 's': return new SwiftNode(SwiftKind.Module, "Swift");
            case 't': return Tuple();
            case 'u': return GenericType();
            case 'v': return Variable();
            case 'x': return TypeOf(Parameter(0, 0));
            case 'y': return Node(SwiftKind.EmptyList);
            case '_': return Node(SwiftKind.FirstElement);
            case >= '0' and <= '9':
                _position--;
                return Identifier();
            default:
                return Fail();
        }
    }

    SwiftNode? Identifier()
    {
        var hasWords = false;
        var isPunycode = false;
        if (Eat('0'))
        {
            isPunycode = Eat('0');
            hasWords = !isPunycode;
        }

        var name = new StringBuilder();
        do
        {
            while (hasWords && char.IsAsciiLetter(Peek()))
            {
                var letter = Next();
                // A capital letter is the last of the words.
                hasWords = char.IsAsciiLetterLower(letter);
                var index = hasWords ? letter - 'a' : letter - 'A';
                if (index >= _words.Count)
                {
                    return Fail();
                }

                name.Append(_words[index]);
            }

            if (Eat('0'))
            {
                break;
            }

            var length = Natural();
            if (isPunycode)
            {
                Eat('_');
            }

            if (length <= 0 || length > text.Length - _position)
            {
                return Fail();
            }

            var part = text.Substring(_position, length);
            _position += length;
            if (isPunycode)
            {
                var split = part.LastIndexOf('_');
                if (!Punycode.TryDecode(split < 0 ? default : part.AsSpan(0, split), part.AsSpan(split + 1), isSwift: true, limits.NameLengthMax, out var decoded))
                {
                    return Fail();
                }

                name.Append(decoded);
            }
            else
            {
                name.Append(part);
                AddWords(part);
            }
        }
        while (hasWords);

        return name.Length == 0 || name.Length > limits.TextLengthMax ? Fail() : Remember(new SwiftNode(SwiftKind.Identifier, name.ToString()));
    }

    // Words begin at capitals and after underscores; later identifiers name them by letter.
    void AddWords(string part)
    {
        var start = -1;
        for (var i = 0; i <= part.Length; i++)
        {
            var letter = i < part.Length ? part[i] : '\0';
            if (start >= 0 && (letter is '_' or '\0' || (!char.IsAsciiLetterUpper(part[i - 1]) && char.IsAsciiLetterUpper(letter))))
            {
                if (i - start >= 2 && _words.Count < DemangleLimits.SwiftWordMax)
                {
                    _words.Add(part[start..i]);
                }

                start = -1;
            }

            if (start < 0 && letter is not ('_' or '\0') && !char.IsAsciiDigit(letter))
            {
                start = i;
            }
        }
    }

    SwiftNode? OperatorName()
    {
        // The operator characters by letter; unused letters are spaces.
        const string Characters = "& @/= >    <*!|+?%-~   ^ .";
        if (Pop(SwiftKind.Identifier) is not { } name)
        {
            return Fail();
        }

        var symbol = new StringBuilder();
        foreach (var letter in name.Text)
        {
            var character = char.IsAsciiLetterLower(letter) ? Characters[letter - 'a'] : letter > '\x7F' ? letter : ' ';
            if (character == ' ')
            {
                return Fail();
            }

            symbol.Append(character);
        }

        return Next() switch
        {
            'i' => new SwiftNode(SwiftKind.OperatorName, $"{symbol} infix"),
            'p' => new SwiftNode(SwiftKind.OperatorName, $"{symbol} prefix"),
            'P' => new SwiftNode(SwiftKind.OperatorName, $"{symbol} postfix"),
            _ => Fail(),
        };
    }

    SwiftNode? LocalIdentifier()
    {
        if (Eat('L'))
        {
            return Pop(SwiftKind.Identifier) is not null && Pop(node => node.IsName) is { } name ? Node(SwiftKind.PrivateName, name) : Fail();
        }

        if (Eat('l'))
        {
            return Pop(SwiftKind.Identifier) is { } discriminator ? Node(SwiftKind.PrivateName, discriminator) : Fail();
        }

        if (char.IsAsciiLetter(Peek()))
        {
            // Types that the compiler derives from others (error codes, tags).
            Next();
            return Pop(node => node.IsName) is { } related ? Node(SwiftKind.PrivateName, related) : Fail();
        }

        return Index() >= 0 && Pop(node => node.IsName) is { } local ? Node(SwiftKind.LocalName, local) : Fail();
    }

    SwiftNode? MultiSubstitution()
    {
        for (var repeat = -1; ;)
        {
            var letter = Next();
            if (char.IsAsciiLetter(letter))
            {
                var isLast = char.IsAsciiLetterUpper(letter);
                var index = letter - (isLast ? 'A' : 'a');
                if (index >= _substitutions.Count || repeat > DemangleLimits.SwiftRepeatMax || _stack.Count > limits.PartCountMax)
                {
                    return Fail();
                }

                for (; repeat > 1; repeat--)
                {
                    _stack.Add(_substitutions[index]);
                }

                if (isLast)
                {
                    return _substitutions[index];
                }

                _stack.Add(_substitutions[index]);
                repeat = -1;
                continue;
            }

            if (letter == '_')
            {
                return repeat + 27 is var far && far >= 0 && far < _substitutions.Count ? _substitutions[far] : Fail();
            }

            if (!char.IsAsciiDigit(letter))
            {
                return Fail();
            }

            _position--;
            repeat = Natural();
            if (repeat < 0 || repeat > int.MaxValue - 27)
            {
                return Fail();
            }
        }
    }

    SwiftNode? StandardSubstitution()
    {
        switch (Peek())
        {
            case 'o':
                Next();
                return new SwiftNode(SwiftKind.Module, "__C");
            case 'C':
                Next();
                return new SwiftNode(SwiftKind.Module, "__C_Synthesized");
            case 'g':
                Next();
                if (Pop(SwiftKind.Type) is not { } wrapped)
                {
                    return Fail();
                }

                var optional = SwiftStandardTypes.Find('q', isConcurrency: false)!.First!;
                return Remember(TypeOf(Node(SwiftKind.BoundGeneric, optional, Node(SwiftKind.TypeList, wrapped))));
        }

        var repeat = Natural();
        var isConcurrency = Eat('c');
        if (repeat > DemangleLimits.SwiftRepeatMax || SwiftStandardTypes.Find(Next(), isConcurrency) is not { } type)
        {
            return Fail();
        }

        for (; repeat > 1; repeat--)
        {
            _stack.Add(type);
        }

        return type;
    }
}
