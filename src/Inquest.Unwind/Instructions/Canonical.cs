namespace Inquest.Unwind.Instructions;

/// <summary>x86-64 addresses are 48 bits, sign-extended; all others fault without being reported as an address.</summary>
static class Canonical
{
    public static bool Is(ulong address) => address <= 0x7fff_ffff_ffff || address >= 0xffff_8000_0000_0000;
}
