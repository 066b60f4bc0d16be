namespace Inquest.Capture;

/// <summary>Addresses from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
public readonly record struct AddressRange(ulong Start, ulong End)
{
    public ulong Size => End > Start ? End - Start : 0;

    public bool Contains(ulong address) => address >= Start && address < End;
}
