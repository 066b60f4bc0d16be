namespace Inquest.Formats.Dwarf;

/// <summary>Addresses of code from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
public readonly record struct DwarfRange(ulong Start, ulong End)
{
    public bool Contains(ulong address) => address >= Start && address < End;

    /// <summary>Whether all of another range is in this one.</summary>
    public bool Holds(DwarfRange other) => other.Start >= Start && other.End <= End;
}
