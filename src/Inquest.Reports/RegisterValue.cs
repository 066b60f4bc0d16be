namespace Inquest.Reports;

/// <summary>A register with its value and, where one is known, what the value means (“libfoo.so + 0x1234”, “null + 24”).</summary>
public sealed record RegisterValue(string Name, ulong Value, string? Meaning = null);
