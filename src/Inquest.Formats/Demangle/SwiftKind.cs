namespace Inquest.Formats.Demangle;

/// <summary>What a node of a Swift name is, as far as printing needs it.</summary>
enum SwiftKind
{
    Identifier,
    PrivateName,
    LocalName,
    OperatorName,
    Module,
    Class,
    Structure,
    Enumeration,
    Protocol,
    Alias,
    OtherType,
    Extension,

    /// <summary>A type in a place where only types may stand; its child says which.</summary>
    Type,
    BoundGeneric,
    Tuple,
    TupleElement,
    FunctionType,
    GenericParameter,
    Member,
    NamedType,
    ProtocolList,
    TypeList,

    Function,
    Constructor,
    Allocator,
    Destructor,
    Variable,
    Subscript,
    Accessor,
    Closure,
    Described,
    Static,

    /// <summary>Something that stands before the whole name: @objc, specialized, partial apply.</summary>
    Attribute,

    EmptyList,
    FirstElement,
    Variadic,
    Annotation,
    Labels,
    GenericSignature,
    Requirement,
    Conformance,
}
