namespace Inquest.Unwind;

/// <summary>A range of the process's addresses and what may be done there.</summary>
/// <param name="Start">First address.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsGuard">A page made to be faulted on: PAGE_GUARD, or a mapping without any right.</param>
public readonly record struct MappedRegion(
    ulong Start, ulong Size, bool CanRead, bool CanWrite, bool CanExecute, bool IsGuard)
{
    public bool Contains(ulong address) => address >= Start && address - Start < Size;
}
