using System.Text;
using Inquest.Formats.BreakpadSym;
using Inquest.Formats.Cpu;
using Inquest.Formats.Dwarf;
using Inquest.Formats.Elf;

namespace Inquest.Symbols.Dump;

/// <summary>STACK CFI records from .ARM.exidx, for the functions that no frame description covers.</summary>
static class ArmExceptionRecords
{
    const int LinkRegister = 14;

    /// <summary>The entries that add something to what is described, by ascending address.</summary>
    public static IReadOnlyList<ArmUnwindEntry> Collect(ElfFile binary, IEnumerable<DwarfRange> described)
    {
        if (binary.Architecture != CpuArchitecture.Arm)
        {
            return [];
        }

        var covered = described.ToList();
        var next = 0;
        var entries = new List<ArmUnwindEntry>();
        foreach (var entry in ArmExceptionIndex.Read(binary).OrderBy(static e => e.Start))
        {
            while (next < covered.Count && covered[next].End <= entry.Start)
            {
                next++;
            }

            if (next == covered.Count || covered[next].Start > entry.Start)
            {
                // Up to the next described function only, so that its own description stays in force.
                var room = next == covered.Count ? entry.Size : Math.Min(entry.Size, covered[next].Start - entry.Start);
                entries.Add(entry with { Size = room });
            }
        }

        return entries;
    }

    public static void Emit<TSink>(IReadOnlyList<ArmUnwindEntry> entries, ref TSink sink, ulong linkBase)
        where TSink : struct, ISymSink
    {
        var registers = CfiRegisterNames.For(CpuArchitecture.Arm);
        foreach (var entry in entries)
        {
            var text = new StringBuilder($".cfa: {registers[entry.CfaRegister]} {entry.CfaOffset} +");
            var isReturnSaved = entry.Saved.Any(static s => s.Register == LinkRegister);
            text.Append(isReturnSaved ? $" .ra: .cfa {entry.Saved.First(static s => s.Register == LinkRegister).Offset} + ^" : " .ra: lr");
            foreach (var (register, offset) in entry.Saved)
            {
                if (register != LinkRegister)
                {
                    text.Append($" {registers[register]}: .cfa {offset} + ^");
                }
            }

            sink.CfiInit(entry.Start - linkBase, entry.Size, Encoding.UTF8.GetBytes(text.ToString()));
        }
    }
}
