namespace Inquest.Formats.Demangle;

/// <summary>Reads mangled names of the Itanium C++ ABI (section 5.1), as used by gcc and clang. Null means: not understood.</summary>
/// <remarks>Text is written as binutils' c++filt writes it: <c>&gt; &gt;</c>, <c>char const*</c>, <c>(anonymous namespace)</c>.</remarks>
sealed partial class ItaniumParser(string text, DemangleLimits limits)
{
    readonly List<DemangleNode> _substitutions = [];
    readonly List<(ForwardNode Node, int Index)> _forward = [];
    List<DemangleNode> _templateArguments = [];
    int _position;
    int _depth;
    int _partCount;
    bool _allowsForward;
    bool _isInLambda;

    public int Position => _position;

    bool AtEnd => _position >= text.Length;

    char Peek => _position < text.Length ? text[_position] : '\0';

    char PeekNext => _position + 1 < text.Length ? text[_position + 1] : '\0';

    /// <summary>An encoding: a special name, data, or a function with its parameters.</summary>
    public DemangleNode? Encoding()
    {
        if (!Enter())
        {
            return null;
        }

        var outerArguments = _templateArguments;
        _templateArguments = [];
        var forwardStart = _forward.Count;
        var result = Peek is 'T' or 'G' ? Special() : FunctionOrData(forwardStart);
        _templateArguments = outerArguments;
        Leave();
        return result;
    }

    DemangleNode? FunctionOrData(int forwardStart)
    {
        var state = new NameState();
        if (Name(state) is not { } name || !ResolveForward(forwardStart))
        {
            return null;
        }

        if (AtEnd || Peek is 'E' or '.' or '_')
        {
            return state.Suffix.Length == 0 ? name : new SequenceNode([name, new TextNode(state.Suffix)]);
        }

        // enable_if attributes of clang.
        DemangleNode? result = null;
        if (state is { EndsWithTemplateArguments: true, IsConstructorOrConversion: false })
        {
            result = Type();
            if (result is null)
            {
                return null;
            }
        }

        var parameters = new List<DemangleNode>();
        if (!(Peek == 'v' && IsEndOfParameters(_position + 1)))
        {
            while (!AtEnd && Peek is not ('E' or '.' or 'Q'))
            {
                if (Type() is not { } parameter)
                {
                    return null;
                }

                parameters.Add(parameter);
            }
        }
        else
        {
            _position++;
        }

        if (Peek == 'Q')
        {
            // A trailing requires clause.
            _position++;
            if (Expression() is null)
            {
                return null;
            }
        }

        return new EncodingNode(result, name, parameters, state.Suffix);
    }

    bool IsEndOfParameters(int position) => position >= text.Length || text[position] is 'E' or '.' or 'Q';

    bool ResolveForward(int start)
    {
        for (var i = start; i < _forward.Count; i++)
        {
            var (node, index) = _forward[i];
            if (index >= _templateArguments.Count)
            {
                return false;
            }

            node.Target = _templateArguments[index];
        }

        _forward.RemoveRange(start, _forward.Count - start);
        return true;
    }

    DemangleNode? Special()
    {
        if (Take("GV"))
        {
            return Wrap("guard variable for ", Name(new NameState()));
        }

        if (Take("GR"))
        {
            var name = Name(new NameState());
            // The sequence number counts from 0 with nothing written for the first.
            var number = Peek == '_' ? 0 : SequenceId() + 1;
            Take("_");
            return name is null ? null : new WrappedNode($"reference temporary #{number} for ", name);
        }

        if (Take("GTt"))
        {
            return Wrap("transaction clone for ", Encoding());
        }

        if (Take("GTn"))
        {
            return Wrap("non-transaction clone for ", Encoding());
        }

        if (Take("TV"))
        {
            return Wrap("vtable for ", Type());
        }

        if (Take("TT"))
        {
            return Wrap("VTT for ", Type());
        }

        if (Take("TI"))
        {
            return Wrap("typeinfo for ", Type());
        }

        if (Take("TS"))
        {
            return Wrap("typeinfo name for ", Type());
        }

        if (Take("TA"))
        {
            return Wrap("template parameter object for ", TemplateArgument());
        }

        if (Take("TH"))
        {
            return Wrap("TLS init function for ", Name(new NameState()));
        }

        if (Take("TW"))
        {
            return Wrap("TLS wrapper function for ", Name(new NameState()));
        }

        if (Take("TC"))
        {
            var derived = Type();
            Number();
            Take("_");
            var of = Type();
            return derived is null || of is null
                ? null
                : new SequenceNode([new TextNode("construction vtable for "), of, new TextNode("-in-"), derived]);
        }

        if (Take("Tc"))
        {
            return CallOffset() && CallOffset() ? Wrap("covariant return thunk to ", Encoding()) : null;
        }

        if (Peek == 'T' && PeekNext is 'h' or 'v')
        {
            var isVirtual = PeekNext == 'v';
            _position++;
            return CallOffset() ? Wrap(isVirtual ? "virtual thunk to " : "non-virtual thunk to ", Encoding()) : null;
        }

        return null;
    }

    bool CallOffset()
    {
        if (Take("h"))
        {
            return Number() is not null && Take("_");
        }

        return Take("v") && Number() is not null && Take("_") && Number() is not null && Take("_");
    }

    static WrappedNode? Wrap(string before, DemangleNode? inner) => inner is null ? null : new WrappedNode(before, inner);

    /// <summary>An optionally negative (n) decimal number as text; null without digits.</summary>
    string? Number()
    {
        var start = _position;
        if (Peek == 'n')
        {
            _position++;
        }

        var digits = _position;
        while (char.IsAsciiDigit(Peek))
        {
            _position++;
        }

        return _position == digits ? null : text[start.._position];
    }

    // A base-36 number; -1 when there is none.
    int SequenceId()
    {
        var value = 0L;
        var start = _position;
        while (char.IsAsciiDigit(Peek) || char.IsAsciiLetterUpper(Peek))
        {
            value = (value * 36) + (char.IsAsciiDigit(Peek) ? Peek - '0' : Peek - 'A' + 10);
            if (value > limits.PartCountMax)
            {
                return int.MaxValue;
            }

            _position++;
        }

        return _position == start ? -1 : (int)value;
    }

    bool Take(string expected)
    {
        if (string.CompareOrdinal(text, _position, expected, 0, expected.Length) != 0)
        {
            return false;
        }

        _position += expected.Length;
        return true;
    }

    bool Enter()
    {
        if (_depth >= limits.DepthMax || ++_partCount > limits.PartCountMax)
        {
            return false;
        }

        _depth++;
        return true;
    }

    void Leave() => _depth--;

    /// <summary>What a name told about the function that it names.</summary>
    sealed class NameState
    {
        public string Suffix { get; set; } = "";

        public bool EndsWithTemplateArguments { get; set; }

        public bool IsConstructorOrConversion { get; set; }
    }
}
