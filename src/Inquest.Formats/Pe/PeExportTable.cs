using System.Buffers.Binary;

namespace Inquest.Formats.Pe;

/// <summary>Reads the export directory (PE format, ".edata"): address, name pointer and ordinal tables.</summary>
static class PeExportTable
{
    public static List<PeExport> Read(PeFile file, uint rva, uint size)
    {
        var directory = new ByteReader(file.Read(rva, 40).Span);
        directory.Skip(16);
        var ordinalBase = directory.U32();
        var addressCount = directory.U32();
        var nameCount = directory.U32();
        var addressesRva = directory.U32();
        var namesRva = directory.U32();
        var ordinalsRva = directory.U32();
        if (!directory.Ok)
        {
            return [];
        }

        if (Math.Max(addressCount, nameCount) > file.Limits.ExportCountMax)
        {
            file.AddFinding("export-table", $"Of {addressCount} exports with {nameCount} names {file.Limits.ExportCountMax} are read.");
            addressCount = Math.Min(addressCount, (uint)file.Limits.ExportCountMax);
            nameCount = Math.Min(nameCount, (uint)file.Limits.ExportCountMax);
        }

        var addresses = file.Read(addressesRva, addressCount * 4).Span;
        var names = file.Read(namesRva, nameCount * 4).Span;
        var ordinals = file.Read(ordinalsRva, nameCount * 2).Span;
        var isNamed = new bool[addresses.Length / 4];
        var exports = new List<PeExport>(isNamed.Length);
        for (var i = 0; i < Math.Min(names.Length / 4, ordinals.Length / 2); i++)
        {
            int index = BinaryPrimitives.ReadUInt16LittleEndian(ordinals[(2 * i)..]);
            var name = file.ReadText(BinaryPrimitives.ReadUInt32LittleEndian(names[(4 * i)..]));
            if (index < isNamed.Length && name.Length > 0)
            {
                isNamed[index] = true;
                Add(name, index, addresses);
            }
        }

        for (var index = 0; index < isNamed.Length; index++)
        {
            if (!isNamed[index])
            {
                Add(null, index, addresses);
            }
        }

        exports.Sort((a, b) => a.Ordinal != b.Ordinal ? a.Ordinal.CompareTo(b.Ordinal) : string.CompareOrdinal(a.Name, b.Name));
        return exports;

        void Add(string? name, int index, ReadOnlySpan<byte> table)
        {
            var address = BinaryPrimitives.ReadUInt32LittleEndian(table[(4 * index)..]);
            if (address != 0)
            {
                // An address inside the directory itself is the text of a forwarder.
                var isForwarder = address >= rva && address - rva < size;
                exports.Add(new PeExport(name, ordinalBase + (uint)index, address, isForwarder ? file.ReadText(address) : null));
            }
        }
    }
}
