using Inquest.Symbols;

namespace Inquest.Unwind;

/// <summary>A module as the unwinder needs it.</summary>
/// <param name="Index">Its place in the report's module list.</param>
/// <param name="Base">Address of its first byte.</param>
/// <param name="Size">Bytes from its first to its last mapping.</param>
/// <param name="Name">Base name of its file, as frames show it.</param>
/// <param name="Id">What its symbols are looked up by.</param>
public sealed record UnwindModule(int Index, ulong Base, ulong Size, string Name, ModuleId Id)
{
    public bool Contains(ulong address) => address >= Base && address - Base < Size;
}
