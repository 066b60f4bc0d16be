namespace Inquest.Reports;

/// <summary>One access to memory by the faulting instruction.</summary>
/// <param name="Address">First byte touched.</param>
/// <param name="Size">Bytes touched.</param>
/// <param name="Kind"><c>read</c>, <c>write</c>, <c>readwrite</c> or <c>uncertain</c>.</param>
/// <param name="IsLikelyGuardPage">True when the address lies in a page made to be faulted on.</param>
public sealed record MemoryAccess(ulong Address, uint Size, string Kind, bool IsLikelyGuardPage = false);
