using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Inquest.Formats.Demangle;

/// <summary>
/// Names of Swift 1 to 3 (<c>_TFC…</c>): prefix operators. Types are not read, so there are no argument labels, and what is nested in
/// a function stays as it is.
/// </summary>
static class SwiftOldName
{
    public static bool TryDemangle(string name, DemangleLimits limits, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var start = name.StartsWith("__T", StringComparison.Ordinal) ? 3 : 2;
        var prefix = "";
        var rest = name.AsSpan(start);
        if (rest.StartsWith("TS"))
        {
            // The name that was specialised stands last, with its own prefix.
            var inner = name.LastIndexOf("__TF", StringComparison.Ordinal) is >= 0 and var at ? at + 3
                : name.LastIndexOf("_TF", StringComparison.Ordinal) is > 0 and var other ? other + 2 : -1;
            if (inner < 0)
            {
                return false;
            }

            prefix = "specialized ";
            rest = name.AsSpan(inner);
        }
        else if (rest.StartsWith("To") || rest.StartsWith("TO"))
        {
            prefix = rest[1] == 'o' ? "@objc " : "@nonobjc ";
            rest = rest[2..];
        }
        else if (rest.StartsWith("TR"))
        {
            text = "reabstraction thunk helper";
            return true;
        }
        else if (rest.StartsWith("Ma"))
        {
            prefix = "type metadata accessor for ";
            rest = rest[2..];
        }

        var reader = new Reader(rest, limits);
        text = reader.Entity(isType: prefix.StartsWith("type", StringComparison.Ordinal));
        text = text is null ? null : prefix + text;
        return text is not null;
    }

    ref struct Reader(ReadOnlySpan<char> text, DemangleLimits limits)
    {
        ReadOnlySpan<char> _rest = text;
        readonly List<string> _substitutions = [];

        public string? Entity(bool isType)
        {
            if (isType)
            {
                return Context(0);
            }

            // Swift 3 moved the mark of static members behind the kind.
            var isStatic = Eat('Z');
            if (Next() is not ('F' or 'v'))
            {
                return null;
            }

            isStatic |= Eat('Z');
            if (Context(0) is not { } context || Member() is not { } member)
            {
                return null;
            }

            return $"{(isStatic ? "static " : "")}{context}{(context.Length > 0 ? "." : "")}{member}";
        }

        char Next()
        {
            if (_rest.IsEmpty)
            {
                return '\0';
            }

            var letter = _rest[0];
            _rest = _rest[1..];
            return letter;
        }

        bool Eat(char wanted)
        {
            if (_rest.IsEmpty || _rest[0] != wanted)
            {
                return false;
            }

            _rest = _rest[1..];
            return true;
        }

        string? Context(int depth)
        {
            if (_rest.IsEmpty || depth > limits.DepthMax)
            {
                return null;
            }

            if (char.IsAsciiDigit(_rest[0]) || _rest[0] == 'X')
            {
                return Identifier() is { } module ? Remember(module) : null;
            }

            switch (Next())
            {
                case 's':
                    return "Swift";
                case 'S':
                    return Substitution();
                case 'E':
                    return Context(depth + 1) is not null ? Context(depth + 1) : null;
                case 'C' or 'V' or 'O' or 'P':
                    return Context(depth + 1) is { } parent && Name() is { } name
                        ? Remember(parent.Length > 0 ? $"{parent}.{name}" : name)
                        : null;
                default:
                    return null;
            }
        }

        string? Substitution()
        {
            if (Eat('o') || Eat('C'))
            {
                return "";
            }

            if (Eat('s'))
            {
                return "Swift";
            }

            if (Eat('_'))
            {
                return _substitutions.Count > 0 ? _substitutions[0] : null;
            }

            if (!_rest.IsEmpty && char.IsAsciiDigit(_rest[0]))
            {
                var index = Number();
                return Eat('_') && index >= 0 && index + 1 < _substitutions.Count ? _substitutions[index + 1] : null;
            }

            return SwiftStandardTypes.Find(Next(), isConcurrency: false) is { } type ? $"Swift.{type.First!.Children[1].Text}" : null;
        }

        string? Member()
        {
            if (_rest.IsEmpty)
            {
                return null;
            }

            if (char.IsAsciiDigit(_rest[0]) || _rest[0] is 'P' or 'o' or 'X')
            {
                return Name();
            }

            switch (Next())
            {
                case 'C': return "__allocating_init";
                case 'c': return "init";
                case 'D': return "__deallocating_deinit";
                case 'd': return "deinit";
                case 'E': return "__ivar_destroyer";
                case 'e': return "__ivar_initializer";
                case 'g': return Accessor("getter");
                case 's': return Accessor("setter");
                case 'm': return Accessor("materializeForSet");
                case 'w': return Accessor("willset");
                case 'W': return Accessor("didset");
                case 'a' or 'l':
                    Next();
                    return Accessor("addressor");
                default: return null;
            }
        }

        string? Accessor(string what)
        {
            // A subscript's own name is "subscript" already.
            return Name() is { } name ? $"{name}.{what}" : null;
        }

        string? Name()
        {
            if (Eat('P'))
            {
                return Identifier() is not null ? Identifier() : null;
            }

            return Identifier();
        }

        string? Identifier()
        {
            var isPunycode = Eat('X');
            if (Eat('o'))
            {
                Next();
            }

            var length = Number();
            if (length <= 0 || length > _rest.Length)
            {
                return null;
            }

            var part = _rest[..length];
            _rest = _rest[length..];
            if (!isPunycode)
            {
                return part.ToString();
            }

            var split = part.LastIndexOf('_');
            return Punycode.TryDecode(split < 0 ? default : part[..split], part[(split + 1)..], isSwift: true, limits.NameLengthMax, out var decoded)
                ? decoded
                : null;
        }

        int Number()
        {
            var count = 0;
            while (count < _rest.Length && char.IsAsciiDigit(_rest[count]))
            {
                count++;
            }

            var isGood = int.TryParse(_rest[..count], NumberStyles.None, CultureInfo.InvariantCulture, out var value);
            _rest = _rest[count..];
            return isGood ? value : -1;
        }

        string Remember(string text)
        {
            _substitutions.Add(text);
            return text;
        }
    }
}
