namespace Inquest.Unwind.Instructions;

/// <summary>One memory operand of the faulting instruction.</summary>
/// <param name="Address">Where it points with the registers at the fault.</param>
/// <param name="Size">Bytes; 0 when the instruction does not fix it.</param>
/// <param name="Base">Register that the address was computed from, or null.</param>
/// <param name="Index">Register that was scaled and added, or null.</param>
sealed record OperandAccess(ulong Address, uint Size, bool Reads, bool Writes, string? Base, string? Index)
{
    public string Kind => (Reads, Writes) switch
    {
        (true, true) => "readwrite",
        (true, false) => "read",
        (false, true) => "write",
        _ => "uncertain",
    };

    public bool Contains(ulong address) => address >= Address && address - Address < Math.Max(Size, 1);
}
