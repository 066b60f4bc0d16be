namespace Inquest.Formats.Demangle;

/// <summary>A part of a Swift name: its kind, a text where it has one, and parts of its own.</summary>
sealed class SwiftNode(SwiftKind kind, string text, params SwiftNode[] children)
{
    public SwiftKind Kind { get; } = kind;

    public string Text { get; } = text;

    public List<SwiftNode> Children { get; } = [.. children];

    public SwiftNode? First => Children.Count > 0 ? Children[0] : null;

    public bool IsName => Kind is SwiftKind.Identifier or SwiftKind.PrivateName or SwiftKind.LocalName or SwiftKind.OperatorName;

    public bool IsNominal => Kind is SwiftKind.Class or SwiftKind.Structure or SwiftKind.Enumeration or SwiftKind.Protocol
        or SwiftKind.Alias or SwiftKind.OtherType;

    public bool IsEntity => Kind is SwiftKind.Function or SwiftKind.Constructor or SwiftKind.Allocator or SwiftKind.Destructor
        or SwiftKind.Variable or SwiftKind.Subscript or SwiftKind.Accessor or SwiftKind.Closure or SwiftKind.Described or SwiftKind.Static;

    public bool IsContext => IsNominal || IsEntity || Kind is SwiftKind.Module or SwiftKind.Extension or SwiftKind.BoundGeneric;
}
