namespace Inquest.Grouping;

/// <summary>One thing that went into a key.</summary>
/// <param name="Prefix">What it is, ending in a blank: <c>call </c>, <c>place </c>, <c>file </c>, <c>class </c>, <c>fold </c>, <c>recursion </c>.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Frame">Where it came from.</param>
public readonly record struct KeyPart(string Prefix, string Name, LogicalFrame Frame);
