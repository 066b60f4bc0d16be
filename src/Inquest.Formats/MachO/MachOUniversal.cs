namespace Inquest.Formats.MachO;

/// <summary>The architectures of a file: those of a universal ("fat") one, or the only one of a thin one.</summary>
/// <remarks>
/// Layout (mach-o/fat.h), always big-endian: magic u32 (CAFEBABE, or CAFEBABF with 64-bit offsets), count u32, then per
/// architecture cputype u32, cpusubtype u32, offset and size (u32 or u64), alignment u32, and a reserved u32 in the 64-bit form.
/// </remarks>
public static class MachOUniversal
{
    const uint Magic32 = 0xCAFEBABE;
    const uint Magic64 = 0xCAFEBABF;

    /// <summary>True when the first bytes (8 at least) are those of a thin or universal file.</summary>
    public static bool IsMachO(ReadOnlySpan<byte> head) =>
        IsThin(head, out _, out _) || (head.Length >= 8 && IsUniversal(head, MachOLimits.Default, out _, out _));

    /// <summary>In the order of the file. Parts that lie outside are left out, with no error while one is inside.</summary>
    public static MachOError TryList(FileBytes bytes, MachOLimits limits, out IReadOnlyList<MachOSlice> slices)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(limits);
        slices = [];
        var head = bytes.Slice(0, 12).Span;
        if (head.IsEmpty)
        {
            return MachOError.Empty;
        }

        if (IsThin(head, out var isBigEndian, out _))
        {
            var thin = new ByteReader(head, isBigEndian) { Position = 4 };
            var slice = new MachOSlice(thin.U32(), thin.U32(), 0, (ulong)bytes.Length);
            slices = thin.Ok ? [slice] : [];
            return thin.Ok ? MachOError.None : MachOError.Truncated;
        }

        if (head.Length < 8 || !IsUniversal(head, limits, out var is64, out var count))
        {
            return MachOError.NotMachO;
        }

        var found = new List<MachOSlice>();
        var entrySize = is64 ? 32UL : 20UL;
        for (uint i = 0; i < count; i++)
        {
            var reader = new ByteReader(bytes.Slice(8 + (i * entrySize), entrySize).Span, isBigEndian: true);
            var slice = new MachOSlice(reader.U32(), reader.U32(), reader.Unsigned(is64 ? 8 : 4), reader.Unsigned(is64 ? 8 : 4));
            // A part that starts at the header would contain itself.
            if (reader.Ok && slice.Offset >= 8 && slice.Offset < (ulong)bytes.Length)
            {
                found.Add(slice with { Size = Math.Min(slice.Size, (ulong)bytes.Length - slice.Offset) });
            }
        }

        slices = found;
        return found.Count == 0 ? MachOError.NoArchitecture : MachOError.None;
    }

    /// <summary>The part of a named architecture; without a name the only one.</summary>
    public static MachOError TryFind(FileBytes bytes, string? architecture, MachOLimits limits, out MachOSlice slice)
    {
        slice = default;
        var error = TryList(bytes, limits, out var slices);
        if (error != MachOError.None)
        {
            return error;
        }

        if (architecture is null)
        {
            slice = slices[0];
            return slices.Count == 1 ? MachOError.None : MachOError.ArchitectureAmbiguous;
        }

        foreach (var candidate in slices)
        {
            if (MachOCpu.IsNamed(candidate.CpuType, candidate.CpuSubtype, architecture))
            {
                slice = candidate;
                return MachOError.None;
            }
        }

        return MachOError.ArchitectureMissing;
    }

    internal static bool IsThin(ReadOnlySpan<byte> head, out bool isBigEndian, out bool is64Bit)
    {
        var magic = new ByteReader(head).U32();
        isBigEndian = magic is 0xCEFAEDFE or 0xCFFAEDFE;
        is64Bit = magic is 0xFEEDFACF or 0xCFFAEDFE;
        return isBigEndian || magic is 0xFEEDFACE or 0xFEEDFACF;
    }

    static bool IsUniversal(ReadOnlySpan<byte> head, MachOLimits limits, out bool is64, out uint count)
    {
        var reader = new ByteReader(head, isBigEndian: true);
        var magic = reader.U32();
        count = reader.U32();
        is64 = magic == Magic64;
        return (is64 || magic == Magic32) && count > 0 && count <= limits.ArchitectureCountMax;
    }
}
