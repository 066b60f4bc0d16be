namespace Inquest.Reports;

/// <summary>A small piece of the dump's memory that a page shows as hex.</summary>
/// <param name="Address">Address of the first byte.</param>
/// <param name="What">Why it is shown: <c>stack</c>, <c>code</c> or <c>fault</c>.</param>
/// <param name="Bytes">At most a few hundred bytes.</param>
public sealed record MemoryBytes(ulong Address, string What, byte[] Bytes);
