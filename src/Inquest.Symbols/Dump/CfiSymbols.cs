using Inquest.Formats;
using Inquest.Formats.BreakpadSym;
using Inquest.Formats.Cpu;
using Inquest.Formats.Dwarf;

namespace Inquest.Symbols.Dump;

/// <summary>Frame descriptions of a module, ready to be said as STACK CFI records, by ascending address.</summary>
sealed class CfiSymbols
{
    readonly (CfiText Writer, CfiEntry Entry)[] _entries;

    CfiSymbols((CfiText Writer, CfiEntry Entry)[] entries, IReadOnlyList<Finding> findings)
    {
        _entries = entries;
        Findings = findings;
    }

    public int Count => _entries.Length;

    /// <summary>The code that is described, by ascending start.</summary>
    public IEnumerable<DwarfRange> Ranges =>
        _entries.Select(entry => new DwarfRange(entry.Entry.Start, entry.Entry.Start + entry.Entry.Size));

    public IReadOnlyList<Finding> Findings { get; }

    /// <param name="tables">The better one first: where two describe one function, the first wins.</param>
    /// <param name="architecture">Names the registers; nothing is said for one that is not unwound.</param>
    /// <param name="isCode">False for addresses of functions that the linker dropped.</param>
    public static CfiSymbols Collect(IEnumerable<CfiTable> tables, CpuArchitecture architecture, int pointerSize,
        Func<ulong, bool> isCode, DwarfLimits limits)
    {
        var entries = new SortedDictionary<ulong, (CfiText, CfiEntry)>();
        var findings = new List<Finding>();
        var registers = CfiRegisterNames.For(architecture);
        if (registers.Count == 0)
        {
            return new CfiSymbols([], findings);
        }

        foreach (var table in tables)
        {
            var writer = new CfiText(table, registers, StackPointerNumber(architecture), pointerSize, limits);
            foreach (var entry in table.Entries)
            {
                if (!entries.ContainsKey(entry.Start) && isCode(entry.Start) && writer.CanSay(entry))
                {
                    entries.Add(entry.Start, (writer, entry));
                }
            }

            findings.AddRange(table.Findings);
        }

        return new CfiSymbols([.. entries.Values], findings);
    }

    public void Emit<TSink>(ref TSink sink, ulong linkBase)
        where TSink : struct, ISymSink
    {
        foreach (var (writer, entry) in _entries)
        {
            writer.Emit(entry, ref sink, linkBase);
        }
    }

    static int StackPointerNumber(CpuArchitecture architecture) => architecture switch
    {
        CpuArchitecture.Amd64 => 7,
        CpuArchitecture.X86 => 4,
        CpuArchitecture.Arm => 13,
        _ => 31,
    };
}
