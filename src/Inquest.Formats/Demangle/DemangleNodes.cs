namespace Inquest.Formats.Demangle;

/// <summary>Plain text: an identifier, a builtin type, an operator.</summary>
sealed class TextNode(string text) : DemangleNode
{
    public string Text { get; } = text;

    protected override void Left(DemangleWriter writer) => writer.Write(Text);
}

/// <summary>Text before and after another part: <c>vtable for X</c>, <c>decltype (e)</c>.</summary>
sealed class WrappedNode(string before, DemangleNode inner, string after = "") : DemangleNode
{
    protected override void Left(DemangleWriter writer)
    {
        writer.Write(before);
        inner.Write(writer);
        writer.Write(after);
    }
}

/// <summary>Parts one after the other.</summary>
sealed class SequenceNode(IReadOnlyList<DemangleNode> parts) : DemangleNode
{
    protected override void Left(DemangleWriter writer)
    {
        foreach (var part in parts)
        {
            part.Write(writer);
        }
    }
}

/// <summary>Parts with commas between.</summary>
sealed class ListNode(string open, IReadOnlyList<DemangleNode> parts, string close) : DemangleNode
{
    protected override void Left(DemangleWriter writer)
    {
        writer.Write(open);
        WriteList(writer, parts);
        writer.Write(close);
    }
}

/// <summary><c>scope::name</c>.</summary>
sealed class NestedNode(DemangleNode scope, DemangleNode name) : DemangleNode
{
    public DemangleNode Name { get; } = name;

    protected override void Left(DemangleWriter writer)
    {
        scope.Write(writer);
        writer.Write("::");
        Name.Write(writer);
    }
}

/// <summary>A name with template arguments.</summary>
sealed class TemplateNode(DemangleNode name, TemplateArgumentsNode arguments) : DemangleNode
{
    public DemangleNode Name { get; } = name;

    protected override void Left(DemangleWriter writer)
    {
        Name.Write(writer);
        arguments.Write(writer);
    }
}

/// <summary><c>&lt;…&gt;</c>, with the space that keeps closers apart as binutils writes it.</summary>
sealed class TemplateArgumentsNode(IReadOnlyList<DemangleNode> arguments) : DemangleNode
{
    public IReadOnlyList<DemangleNode> Arguments { get; } = arguments;

    protected override void Left(DemangleWriter writer)
    {
        writer.Write(writer.Last == '<' ? " <" : "<");
        WriteList(writer, Arguments);
        writer.Write(writer.Last == '>' ? " >" : ">");
    }
}

/// <summary>An argument pack in a list: all its elements. Inside an expansion: the element that is due.</summary>
sealed class PackNode(IReadOnlyList<DemangleNode> elements) : DemangleNode
{
    public IReadOnlyList<DemangleNode> Elements { get; } = elements;

    public DemangleNode? ElementAt(int index) => index >= 0 && index < Elements.Count ? Elements[index] : null;

    protected override void Left(DemangleWriter writer)
    {
        if (writer.PackIndex < 0)
        {
            WriteList(writer, Elements);
            return;
        }

        writer.PackCount = Elements.Count;
        if (writer.PackIndex < Elements.Count)
        {
            var index = writer.PackIndex;
            writer.PackIndex = -1;
            Elements[index].WriteLeft(writer);
            writer.PackIndex = index;
        }
    }

    protected override void Right(DemangleWriter writer)
    {
        if (writer.PackIndex >= 0 && writer.PackIndex < Elements.Count)
        {
            var index = writer.PackIndex;
            writer.PackIndex = -1;
            Elements[index].WriteRight(writer);
            writer.PackIndex = index;
        }
    }
}

/// <summary>A pattern repeated for each element of the pack in it.</summary>
sealed class ExpansionNode(DemangleNode pattern) : DemangleNode
{
    protected override void Left(DemangleWriter writer)
    {
        var (index, count) = (writer.PackIndex, writer.PackCount);
        var start = writer.Length;
        writer.PackIndex = 0;
        writer.PackCount = -1;
        pattern.Write(writer);
        var total = writer.PackCount;
        if (total < 0)
        {
            // No pack inside: a pattern over a parameter that is not known.
            writer.Write("...");
        }
        else if (total == 0)
        {
            writer.Truncate(start);
        }
        else
        {
            for (var i = 1; i < total && !writer.IsOverflown; i++)
            {
                writer.Write(", ");
                writer.PackIndex = i;
                pattern.Write(writer);
            }
        }

        (writer.PackIndex, writer.PackCount) = (index, count);
    }
}

/// <summary>A template parameter that is known only once the rest of the name has been read (conversion operators).</summary>
sealed class ForwardNode(string unresolved) : DemangleNode
{
    public DemangleNode? Target { get; set; }

    public override bool IsFunctionOrArray => Target?.IsFunctionOrArray ?? false;

    protected override void Left(DemangleWriter writer)
    {
        if (Target is null)
        {
            writer.Write(unresolved);
        }
        else
        {
            Target.WriteLeft(writer);
        }
    }

    protected override void Right(DemangleWriter writer) => Target?.WriteRight(writer);
}

/// <summary><c>T const</c>, <c>T volatile</c>, <c>T restrict</c>, a vendor's qualifier.</summary>
sealed class QualifiedNode(DemangleNode type, string qualifiers) : DemangleNode
{
    public override bool IsFunctionOrArray => type.IsFunctionOrArray;

    public override bool IsArray => type.IsArray;

    protected override void Left(DemangleWriter writer)
    {
        type.WriteLeft(writer);
        // Qualifiers of a function type stand behind its parameters.
        if (!type.IsFunctionOrArray || type.IsArray)
        {
            writer.Write(qualifiers);
        }
    }

    protected override void Right(DemangleWriter writer)
    {
        type.WriteRight(writer);
        if (type.IsFunctionOrArray && !type.IsArray)
        {
            writer.Write(qualifiers);
        }
    }
}

/// <summary>A pointer or reference.</summary>
sealed class PointerNode(DemangleNode type, string symbol) : DemangleNode
{
    public DemangleNode Type { get; } = type;

    public string Symbol { get; } = symbol;

    protected override void Left(DemangleWriter writer)
    {
        var outer = writer.PackIndex;
        var (type, symbol) = Collapse(writer);
        type.WriteLeft(writer);
        if (type.IsFunctionOrArray)
        {
            writer.Write(writer.Last is '(' or ' ' ? "(" : " (");
        }

        writer.Write(symbol);
        writer.PackIndex = outer;
    }

    protected override void Right(DemangleWriter writer)
    {
        var outer = writer.PackIndex;
        var (type, _) = Collapse(writer);
        if (type.IsFunctionOrArray)
        {
            writer.Write(")");
        }

        type.WriteRight(writer);
        writer.PackIndex = outer;
    }

    // A reference to a reference, which only a template parameter can make: & wins over &&. What comes out of a pack is no
    // longer part of the expansion, so that packs inside of it are written whole.
    (DemangleNode Type, string Symbol) Collapse(DemangleWriter writer)
    {
        var (type, symbol) = (Type, Symbol);
        for (var i = 0; i < DemangleLimits.CollapseMax; i++)
        {
            var inner = type is ForwardNode { Target: { } target } ? target : type;
            if (inner is PackNode pack && writer.PackIndex >= 0)
            {
                writer.PackCount = pack.Elements.Count;
                if (pack.ElementAt(writer.PackIndex) is not { } element)
                {
                    break;
                }

                writer.PackIndex = -1;
                type = element;
                continue;
            }

            if (symbol == "*" || inner is not PointerNode { Symbol: not "*" } reference)
            {
                break;
            }

            symbol = symbol == "&" || reference.Symbol == "&" ? "&" : "&&";
            type = reference.Type;
        }

        return (type, symbol);
    }
}

/// <summary>A pointer to a member of a class.</summary>
sealed class MemberPointerNode(DemangleNode owner, DemangleNode type) : DemangleNode
{
    protected override void Left(DemangleWriter writer)
    {
        type.WriteLeft(writer);
        writer.Write(type.IsFunctionOrArray ? (writer.Last == ' ' ? "(" : " (") : " ");
        owner.Write(writer);
        writer.Write("::*");
    }

    protected override void Right(DemangleWriter writer)
    {
        if (type.IsFunctionOrArray)
        {
            writer.Write(")");
        }

        type.WriteRight(writer);
    }
}

/// <summary>An array type.</summary>
sealed class ArrayNode(DemangleNode type, DemangleNode? size) : DemangleNode
{
    public override bool IsFunctionOrArray => true;

    public override bool IsArray => true;

    protected override void Left(DemangleWriter writer) => type.WriteLeft(writer);

    protected override void Right(DemangleWriter writer)
    {
        if (writer.Last != ']')
        {
            writer.Write(" ");
        }

        writer.Write("[");
        size?.Write(writer);
        writer.Write("]");
        type.WriteRight(writer);
    }
}

/// <summary>A function type.</summary>
sealed class FunctionTypeNode(DemangleNode result, IReadOnlyList<DemangleNode> parameters, string suffix) : DemangleNode
{
    public override bool IsFunctionOrArray => true;

    protected override void Left(DemangleWriter writer)
    {
        result.WriteLeft(writer);
        writer.Write(" ");
    }

    protected override void Right(DemangleWriter writer)
    {
        writer.Write("(");
        WriteList(writer, parameters);
        writer.Write(")");
        writer.Write(suffix);
        result.WriteRight(writer);
    }
}

/// <summary>A function: result type when the name says it, name, parameters, qualifiers of the member function.</summary>
sealed class EncodingNode(DemangleNode? result, DemangleNode name, IReadOnlyList<DemangleNode> parameters, string suffix) : DemangleNode
{
    public EncodingNode WithoutResult() => new(null, name, parameters, suffix);

    protected override void Left(DemangleWriter writer)
    {
        if (result is not null)
        {
            result.WriteLeft(writer);
            if (writer.Last != ' ' && writer.Last != '(')
            {
                writer.Write(" ");
            }
        }

        name.Write(writer);
        writer.Write("(");
        WriteList(writer, parameters);
        writer.Write(")");
        result?.WriteRight(writer);
        writer.Write(suffix);
    }
}

/// <summary>A lambda's or another's closure type: <c>{lambda(int)#1}</c>.</summary>
sealed class LambdaNode(IReadOnlyList<DemangleNode> parameters, string number) : DemangleNode
{
    protected override void Left(DemangleWriter writer)
    {
        writer.Write("{lambda(");
        WriteList(writer, parameters);
        writer.Write($")#{number}}}");
    }
}

/// <summary>A conversion operator.</summary>
sealed class ConversionNode(DemangleNode type) : DemangleNode
{
    public DemangleNode Type { get; } = type;

    protected override void Left(DemangleWriter writer)
    {
        writer.Write("operator ");
        Type.Write(writer);
    }
}

/// <summary>A literal in template arguments: <c>5u</c>, <c>true</c>, <c>(char)97</c>.</summary>
sealed class LiteralNode(DemangleNode type, string code, string digits) : DemangleNode
{
    protected override void Left(DemangleWriter writer)
    {
        var value = digits.StartsWith('n') ? "-" + digits[1..] : digits;
        switch (code)
        {
            case "b" when value is "0" or "1":
                writer.Write(value == "1" ? "true" : "false");
                return;
            case "i":
                writer.Write(value);
                return;
            case "j" or "l" or "m" or "x" or "y":
                writer.Write(value + code switch { "j" => "u", "l" => "l", "m" => "ul", "x" => "ll", _ => "ull" });
                return;
            case "f" or "d" or "e" or "g":
                writer.Write("(");
                type.Write(writer);
                writer.Write($")[{value}]");
                return;
            default:
                writer.Write("(");
                type.Write(writer);
                writer.Write($"){value}");
                return;
        }
    }
}
