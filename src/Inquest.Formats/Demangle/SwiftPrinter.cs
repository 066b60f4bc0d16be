namespace Inquest.Formats.Demangle;

/// <summary>Writes nodes of a Swift name.</summary>
static class SwiftPrinter
{
    public static void Write(SwiftNode node, DemangleWriter writer)
    {
        if (!writer.Enter())
        {
            return;
        }

        switch (node.Kind)
        {
            case SwiftKind.Identifier or SwiftKind.Module or SwiftKind.Attribute or SwiftKind.NamedType or SwiftKind.GenericParameter:
                writer.Write(node.Text);
                break;
            case SwiftKind.OperatorName:
                writer.Write(node.Text);
                break;
            case SwiftKind.PrivateName or SwiftKind.LocalName or SwiftKind.Type or SwiftKind.TupleElement or SwiftKind.Extension:
                WriteFirst(node, writer);
                break;
            case SwiftKind.BoundGeneric:
                WriteBoundGeneric(node, writer);
                break;
            case SwiftKind.Member:
                WriteFirst(node, writer);
                writer.Write("." + node.Text);
                break;
            case SwiftKind.Tuple:
                WriteTuple(node, writer);
                break;
            case SwiftKind.FunctionType:
                WriteFunctionType(node, writer);
                break;
            case SwiftKind.ProtocolList:
                WriteList(node.Children, " & ", writer);
                writer.Write(node.Children.Count == 0 ? "Any" : "");
                break;
            case SwiftKind.Static:
                writer.Write("static ");
                WriteFirst(node, writer);
                break;
            case SwiftKind.Accessor:
                WriteFirst(node, writer);
                writer.Write("." + node.Text);
                break;
            case SwiftKind.Closure or SwiftKind.Described:
                writer.Write(node.Text);
                WriteList(node.Children, " in conformance ", writer);
                break;
            default:
                WriteDeclaration(node, writer);
                break;
        }

        writer.Leave();
    }

    static void WriteFirst(SwiftNode node, DemangleWriter writer)
    {
        if (node.First is { } first)
        {
            Write(first, writer);
        }
    }

    static void WriteList(IReadOnlyList<SwiftNode> nodes, string between, DemangleWriter writer)
    {
        for (var i = 0; i < nodes.Count && !writer.IsOverflown; i++)
        {
            writer.Write(i > 0 ? between : "");
            Write(nodes[i], writer);
        }
    }

    // Context, name, and for functions their labels.
    static void WriteDeclaration(SwiftNode node, DemangleWriter writer)
    {
        var context = node.First;
        var isLocal = context is { IsEntity: true };
        if (context is not null && !isLocal && !IsImported(context))
        {
            Write(context, writer);
            writer.Write(".");
        }

        switch (node.Kind)
        {
            case SwiftKind.Constructor:
                writer.Write("init");
                break;
            case SwiftKind.Allocator:
                writer.Write(context?.Kind == SwiftKind.Class ? "__allocating_init" : "init");
                break;
            case SwiftKind.Subscript:
                writer.Write("subscript");
                break;
            case SwiftKind.Destructor:
                writer.Write(node.Text);
                break;
            default:
                if (node.Children.Count > 1)
                {
                    Write(node.Children[1], writer);
                }

                break;
        }

        foreach (var child in node.Children)
        {
            if (child.Kind == SwiftKind.Labels)
            {
                WriteLabels(child, writer);
            }
        }

        if (isLocal)
        {
            writer.Write(" in ");
            Write(context!, writer);
        }
    }

    // Modules of what was imported from C and Objective-C; nobody wrote them.
    static bool IsImported(SwiftNode context) => context is { Kind: SwiftKind.Module, Text: "__C" or "__C_Synthesized" };

    static void WriteLabels(SwiftNode labels, DemangleWriter writer)
    {
        writer.Write("(");
        foreach (var label in labels.Children)
        {
            writer.Write(label.Kind == SwiftKind.Identifier ? label.Text + ":" : "_:");
        }

        writer.Write(")");
    }

    static void WriteBoundGeneric(SwiftNode node, DemangleWriter writer)
    {
        var arguments = node.Children[1].Children;
        var name = node.Children[0].Children.Count > 1 ? node.Children[0].Children[1].Text : "";
        switch (name)
        {
            case "Optional" when arguments.Count == 1:
                Write(arguments[0], writer);
                writer.Write("?");
                return;
            case "Array" when arguments.Count == 1:
                writer.Write("[");
                Write(arguments[0], writer);
                writer.Write("]");
                return;
            case "Dictionary" when arguments.Count == 2:
                writer.Write("[");
                WriteList(arguments, " : ", writer);
                writer.Write("]");
                return;
        }

        Write(node.Children[0], writer);
        if (arguments.Count > 0)
        {
            writer.Write("<");
            WriteList(arguments, ", ", writer);
            writer.Write(">");
        }
    }

    static void WriteTuple(SwiftNode node, DemangleWriter writer)
    {
        writer.Write("(");
        for (var i = 0; i < node.Children.Count && !writer.IsOverflown; i++)
        {
            var element = node.Children[i];
            writer.Write(i > 0 ? ", " : "");
            writer.Write(element.Text.Length > 0 ? element.Text + ": " : "");
            Write(element, writer);
        }

        writer.Write(")");
    }

    static void WriteFunctionType(SwiftNode node, DemangleWriter writer)
    {
        var isTuple = node.Children[0].First?.Kind == SwiftKind.Tuple;
        writer.Write(isTuple ? "" : "(");
        Write(node.Children[0], writer);
        writer.Write(isTuple ? " -> " : ") -> ");
        Write(node.Children[1], writer);
    }
}
