using Inquest.Formats.Cpu;
using Inquest.Reports;

namespace Inquest.Unwind.Instructions;

/// <summary>Looks for addresses one bit away from the bad one that would have been right: the mark of failing memory.</summary>
/// <remarks>
/// Each hit starts at a quarter, since among 48 neighbours one is mapped by chance now and then. Evidence raises it: an
/// address that no program computes (non-canonical), registers that point close to the corrected one, a single bit set
/// where null would be expected. Registers full of a fill pattern lower it: then memory was freed, not damaged.
/// </remarks>
static class BitFlips
{
    const int AddressBits = 48;
    const ulong NearbyBytes = 4096;
    const double Chance = 0.25;
    const double NonCanonical = 0.5;
    const double NearbyRegister = 0.5;
    const double EachFurtherRegister = 0.05;
    const double SingleBit = 0.25;

    /// <summary>The flips of an address and of the registers it was computed from, best first.</summary>
    public static IReadOnlyList<BitFlip> Find(UnwindProcess process, RegisterFile registers, ulong address, OperandAccess? access)
    {
        if (process.Layout.Architecture != CpuArchitecture.Amd64 || process.MemoryMap is not { IsComplete: true } map)
        {
            return [];
        }

        var flips = new List<BitFlip>();
        if (map.Find(address) is not { } here || here.IsGuard)
        {
            Add(flips, map, registers, address, null);
        }

        foreach (var name in new[] { access?.Base, access?.Index })
        {
            if (name is not null and not "rsp" && registers.TryGet(name, out var value) && map.Find(value) is null)
            {
                Add(flips, map, registers, value, name);
            }
        }

        flips.Sort(static (a, b) => b.Confidence.CompareTo(a.Confidence));
        return flips;
    }

    static void Add(List<BitFlip> flips, IMemoryMap map, RegisterFile registers, ulong value, string? register)
    {
        // Null is not a damaged pointer, whatever is mapped at powers of two.
        if (value == 0)
        {
            return;
        }

        var wasNonCanonical = !Canonical.Is(value);
        for (var bit = 0; bit < (wasNonCanonical ? 64 : AddressBits); bit++)
        {
            var corrected = value ^ (1UL << bit);
            var isMapped = map.Find(corrected) is { IsGuard: false } region && (region.CanRead || region.CanWrite || region.CanExecute);
            if ((isMapped || corrected == 0) && Canonical.Is(corrected))
            {
                flips.Add(new BitFlip(corrected, register, Confidence(registers, corrected, wasNonCanonical, register)));
            }
        }
    }

    static double Confidence(RegisterFile registers, ulong corrected, bool wasNonCanonical, string? source)
    {
        var doubt = 1 - Chance;
        doubt *= wasNonCanonical ? 1 - NonCanonical : 1;
        doubt *= corrected == 0 ? 1 - SingleBit : 1;
        var nearby = corrected == 0 ? 0 : registers.Known().Count(r => r.Name != source && Distance(r.Value, corrected) <= NearbyBytes);
        doubt *= nearby == 0 ? 1 : 1 - Math.Min(0.9, NearbyRegister + ((nearby - 1) * EachFurtherRegister));
        var confidence = 1 - doubt;
        return registers.Known().Any(r => IsFillPattern(r.Value)) ? confidence / 2 : confidence;
    }

    static ulong Distance(ulong a, ulong b) => a > b ? a - b : b - a;

    /// <summary>One byte repeated, as allocators and debuggers write it over freed and fresh memory (0xDD, 0xCC, 0xE5, 0x5A, …).</summary>
    static bool IsFillPattern(ulong value) =>
        value is not 0 and not ulong.MaxValue && value == (value & 0xFF) * 0x0101_0101_0101_0101;
}
