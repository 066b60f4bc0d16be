using System.Buffers.Binary;
using System.Text;
using Inquest.Formats.Cpu;
using Inquest.Formats.Pdb;

namespace Inquest.Symbols.Dump;

/// <summary>The public symbols of code that no function covers: linker names, all that a stripped PDB has.</summary>
static class PdbPublics
{
    const int WindowSize = 1 << 20;
    const ushort Public = 0x110E;
    const ushort OldPublic = 0x1009;

    /// <param name="covered">Ranges of functions in order of start.</param>
    /// <param name="parameterSizes">Gets what the linker names of x86 functions say about their parameters.</param>
    public static List<WindowsPublic> Collect(
        PdbFile file, IReadOnlyList<PdbFunctionEntry> covered, Dictionary<uint, uint> parameterSizes)
    {
        var found = new List<(uint Rva, byte[] Name)>();
        var coverage = new uint[covered.Count];
        uint end = 0;
        for (var i = 0; i < covered.Count; i++)
        {
            end = Math.Max(end, covered[i].Rva + covered[i].Size);
            coverage[i] = end;
        }

        if (file.SymbolRecords is { } stream)
        {
            Read(file, stream, (rva, name) =>
            {
                if (!IsCovered(rva, covered, coverage))
                {
                    found.Add((rva, name.ToArray()));
                }
                else if (file.Architecture == CpuArchitecture.X86 && name[0] is (byte)'_' or (byte)'@' && name.Contains((byte)'@'))
                {
                    parameterSizes.TryAdd(rva, WindowsPublic.FromLinkerName(rva, Encoding.UTF8.GetString(name), file.Architecture).ParameterSize);
                }
            });
        }

        found.Sort(static (a, b) => a.Rva != b.Rva ? a.Rva.CompareTo(b.Rva) : a.Name.AsSpan().SequenceCompareTo(b.Name));
        var publics = new List<WindowsPublic>(found.Count);
        foreach (var (rva, name) in found)
        {
            if (publics.Count > 0 && publics[^1].Rva == rva)
            {
                publics[^1] = publics[^1] with { IsOneOfSeveral = true };
            }
            else
            {
                publics.Add(WindowsPublic.FromLinkerName(rva, Encoding.UTF8.GetString(name), file.Architecture));
            }
        }

        return publics;
    }

    static bool IsCovered(uint rva, IReadOnlyList<PdbFunctionEntry> covered, uint[] coverage)
    {
        var (low, high) = (0, covered.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = covered[middle].Rva <= rva ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && rva < coverage[low - 1];
    }

    delegate void Found(uint rva, ReadOnlySpan<byte> name);

    static void Read(PdbFile file, MsfStream stream, Found found)
    {
        // One megabyte at a time: a browser's symbol records are half a gigabyte.
        for (long offset = 0; offset < stream.Length;)
        {
            var window = stream.Read(offset, WindowSize).Span;
            var position = 0;
            while (position + 4 <= window.Length)
            {
                var size = BinaryPrimitives.ReadUInt16LittleEndian(window[position..]);
                if (size < 2)
                {
                    return;
                }

                if (position + 2 + size > window.Length)
                {
                    break;
                }

                AddRecord(file, window.Slice(position + 2, size), found);
                position += size + 2;
            }

            if (position == 0)
            {
                return;
            }

            offset += position;
        }
    }

    static void AddRecord(PdbFile file, ReadOnlySpan<byte> record, Found found)
    {
        var kind = BinaryPrimitives.ReadUInt16LittleEndian(record);
        if (kind is not (Public or OldPublic) || record.Length < 13)
        {
            return;
        }

        var flags = BinaryPrimitives.ReadUInt32LittleEndian(record[2..]);
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(record[6..]);
        var section = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        var name = record[12..];
        if (kind == OldPublic)
        {
            name = name.Slice(1, Math.Min((int)name[0], name.Length - 1));
        }
        else if (name.IndexOf((byte)0) is >= 0 and var end)
        {
            name = name[..end];
        }

        // Flags: 1 code, 2 function. Assembly labels often have none, but lie in code.
        if (name.Length > 0 && ((flags & 3) != 0 || file.AddressMap.IsCode(section)) && file.AddressMap.ToRva(section, offset) is { } rva)
        {
            found(rva, name);
        }
    }
}
