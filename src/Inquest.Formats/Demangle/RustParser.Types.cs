namespace Inquest.Formats.Demangle;

/// <summary>Types, lifetimes and function signatures of v0 names.</summary>
sealed partial class RustParser
{
    static string? BasicType(char tag) => tag switch
    {
        'a' => "i8",
        'b' => "bool",
        'c' => "char",
        'd' => "f64",
        'e' => "str",
        'f' => "f32",
        'h' => "u8",
        'i' => "isize",
        'j' => "usize",
        'l' => "i32",
        'm' => "u32",
        'n' => "i128",
        'o' => "u128",
        'p' => "_",
        's' => "i16",
        't' => "u16",
        'u' => "()",
        'v' => "...",
        'x' => "i64",
        'y' => "u64",
        'z' => "!",
        _ => null,
    };

    void Type()
    {
        if (!Enter())
        {
            return;
        }

        var tag = Next();
        if (BasicType(tag) is { } basic)
        {
            Write(basic);
            _depth--;
            return;
        }

        switch (tag)
        {
            case 'A':
                Write("[");
                Type();
                Write("; ");
                Const(isNested: true);
                Write("]");
                break;
            case 'S':
                Write("[");
                Type();
                Write("]");
                break;
            case 'T':
                Tuple(Type);
                break;
            case 'R' or 'Q':
                Reference(isMutable: tag == 'Q');
                break;
            case 'P':
                Write("*const ");
                Type();
                break;
            case 'O':
                Write("*mut ");
                Type();
                break;
            case 'F':
                WithBinder(FunctionSignature);
                break;
            case 'D':
                DynamicTrait();
                break;
            case 'B':
                Backref(Type);
                break;
            default:
                _position -= _failed ? 0 : 1;
                Path(isValue: false);
                break;
        }

        _depth--;
    }

    void Tuple(Action element)
    {
        Write("(");
        var count = 0;
        for (; !_failed && !Eat('E'); count++)
        {
            Write(count > 0 ? ", " : "");
            element();
        }

        Write(count == 1 ? ",)" : ")");
    }

    void Reference(bool isMutable)
    {
        Write("&");
        if (Eat('L') && Base62() is > 0 and var lifetime)
        {
            Lifetime(lifetime);
            Write(" ");
        }

        Write(isMutable ? "mut " : "");
        Type();
    }

    void FunctionSignature()
    {
        Write(Eat('U') ? "unsafe " : "");
        if (Eat('K'))
        {
            // Identifiers have no dashes: C-unwind is kept as C_unwind.
            Write($"extern \"{(Eat('C') ? "C" : PlainIdentifier().Replace('_', '-'))}\" ");
        }

        Write("fn(");
        for (var i = 0; !_failed && !Eat('E'); i++)
        {
            Write(i > 0 ? ", " : "");
            Type();
        }

        Write(")");
        if (!Eat('u'))
        {
            Write(" -> ");
            Type();
        }
    }

    void DynamicTrait()
    {
        Write("dyn ");
        WithBinder(() =>
        {
            for (var i = 0; !_failed && !Eat('E'); i++)
            {
                Write(i > 0 ? " + " : "");
                TraitWithBindings();
            }
        });
        if (!Eat('L'))
        {
            _failed = true;
        }
        else if (Base62() is > 0 and var lifetime)
        {
            Write(" + ");
            Lifetime(lifetime);
        }
    }

    // Iterator<Item = X>: associated types stand among the generic arguments.
    void TraitWithBindings()
    {
        var isOpen = PathLeftOpen();
        while (!_failed && Eat('p'))
        {
            Write(isOpen ? ", " : "<");
            isOpen = true;
            Write(PlainIdentifier());
            Write(" = ");
            Type();
        }

        Write(isOpen ? ">" : "");
    }

    bool PathLeftOpen()
    {
        if (!Enter())
        {
            return false;
        }

        var isOpen = false;
        if (Eat('B'))
        {
            Backref(() => isOpen = PathLeftOpen());
        }
        else if (Eat('I'))
        {
            Path(isValue: false);
            Write("<");
            GenericArguments();
            isOpen = true;
        }
        else
        {
            Path(isValue: false);
        }

        _depth--;
        return isOpen;
    }

    void WithBinder(Action read)
    {
        var count = OptionalBase62('G');
        // Each lifetime is written; nobody binds this many.
        if (_failed || count > (ulong)limits.DepthMax)
        {
            _failed = true;
            return;
        }

        if (count > 0)
        {
            Write("for<");
            for (ulong i = 0; i < count; i++)
            {
                Write(i > 0 ? ", " : "");
                _boundLifetimes++;
                Lifetime(1);
            }

            Write("> ");
        }

        read();
        _boundLifetimes -= count;
    }

    // 0 is an erased lifetime; others count binders from the innermost.
    void Lifetime(ulong index)
    {
        if (index == 0)
        {
            Write("'_");
        }
        else if (index > _boundLifetimes)
        {
            _failed = true;
        }
        else
        {
            var depth = _boundLifetimes - index;
            Write(depth < 26 ? $"'{(char)('a' + depth)}" : $"'_{depth}");
        }
    }
}
