namespace Inquest.Formats.Demangle;

/// <summary>The types of Swift's library that names abbreviate to one letter (ABI/Mangling.rst, "Substitutions").</summary>
static class SwiftStandardTypes
{
    public static SwiftNode? Find(char letter, bool isConcurrency)
    {
        var name = isConcurrency ? Concurrency(letter) : Basic(letter);
        return name is null ? null
            : new SwiftNode(SwiftKind.Type, "", new SwiftNode(SwiftKind.Structure, "", new SwiftNode(SwiftKind.Module, "Swift"), new SwiftNode(SwiftKind.Identifier, name)));
    }

    static string? Basic(char letter) => letter switch
    {
        'A' => "AutoreleasingUnsafeMutablePointer",
        'a' => "Array",
        'B' => "BinaryFloatingPoint",
        'b' => "Bool",
        'c' => "UnicodeScalar",
        'D' => "Dictionary",
        'd' => "Double",
        'E' => "Encodable",
        'e' => "Decodable",
        'F' => "FloatingPoint",
        'f' => "Float",
        'G' => "RandomNumberGenerator",
        'H' => "Hashable",
        'h' => "Set",
        'I' => "DefaultIndices",
        'i' => "Int",
        'J' => "Character",
        'j' => "Numeric",
        'K' => "BidirectionalCollection",
        'k' => "RandomAccessCollection",
        'L' => "Comparable",
        'l' => "Collection",
        'M' => "MutableCollection",
        'm' => "RangeReplaceableCollection",
        'N' => "ClosedRange",
        'n' => "Range",
        'O' => "ObjectIdentifier",
        'P' => "UnsafePointer",
        'p' => "UnsafeMutablePointer",
        'Q' => "Equatable",
        'q' => "Optional",
        'R' => "UnsafeBufferPointer",
        'r' => "UnsafeMutableBufferPointer",
        'S' => "String",
        's' => "Substring",
        'T' => "Sequence",
        't' => "IteratorProtocol",
        'U' => "UnsignedInteger",
        'u' => "UInt",
        'V' => "UnsafeRawPointer",
        'v' => "UnsafeMutableRawPointer",
        'W' => "UnsafeRawBufferPointer",
        'w' => "UnsafeMutableRawBufferPointer",
        'X' => "RangeExpression",
        'x' => "Strideable",
        'Y' => "RawRepresentable",
        'y' => "StringProtocol",
        'Z' => "SignedInteger",
        'z' => "BinaryInteger",
        _ => null,
    };

    static string? Concurrency(char letter) => letter switch
    {
        'A' => "Actor",
        'C' => "CheckedContinuation",
        'c' => "UnsafeContinuation",
        'E' => "CancellationError",
        'e' => "UnownedSerialExecutor",
        'F' => "Executor",
        'f' => "SerialExecutor",
        'G' => "TaskGroup",
        'g' => "ThrowingTaskGroup",
        'h' => "TaskExecutor",
        'I' => "AsyncIteratorProtocol",
        'i' => "AsyncSequence",
        'J' => "UnownedJob",
        'M' => "MainActor",
        'P' => "TaskPriority",
        'S' => "AsyncStream",
        's' => "AsyncThrowingStream",
        'T' => "Task",
        't' => "UnsafeCurrentTask",
        _ => null,
    };
}
