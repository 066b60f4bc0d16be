using System.Text;
using Inquest.Formats.BreakpadSym;
using Inquest.Formats.Cpu;
using Inquest.Formats.Dwarf;
using Inquest.Formats.MachO;

namespace Inquest.Symbols.Dump;

/// <summary>Compact unwind information said as STACK CFI records, by ascending address.</summary>
sealed class CompactUnwindSymbols
{
    readonly List<(ulong Start, ulong Size, List<(ulong Address, string Rules)> Rows)> _functions = [];

    public int Count => _functions.Count;

    /// <param name="binary">Null for nothing at all.</param>
    /// <param name="functionStarts">Linkers merge functions with equal encodings, and each has its own prologue.</param>
    /// <param name="described">Code that __eh_frame describes, by ascending start: it knows prologues and epilogues by itself.</param>
    public static CompactUnwindSymbols Collect(
        MachOFile? binary, IReadOnlyList<ulong> functionStarts, IEnumerable<DwarfRange> described)
    {
        var result = new CompactUnwindSymbols();
        var names = binary is null ? [] : CfiRegisterNames.For(binary.Architecture);
        if (binary is null || names.Count == 0)
        {
            return result;
        }

        var covered = described.ToArray();
        var nextCovered = 0;
        var nextStart = 0;
        foreach (var entry in CompactUnwindTable.Read(binary))
        {
            var (start, end) = (binary.LinkBase + entry.Start, binary.LinkBase + entry.End);
            while (start < end)
            {
                for (; nextStart < functionStarts.Count && functionStarts[nextStart] <= start; nextStart++)
                {
                }

                var isFunctionStart = nextStart == 0 || functionStarts[nextStart - 1] == start;
                var next = nextStart < functionStarts.Count ? Math.Min(functionStarts[nextStart], end) : end;
                for (; nextCovered < covered.Length && covered[nextCovered].End <= start; nextCovered++)
                {
                }

                if (nextCovered >= covered.Length || covered[nextCovered].Start > start)
                {
                    // Padding before a described function belongs to neither.
                    var cut = nextCovered < covered.Length ? Math.Min(next, covered[nextCovered].Start) : next;
                    result.Add(binary, names, entry.Encoding, start, cut, isFunctionStart);
                }

                start = next;
            }
        }

        return result;
    }

    public void Emit<TSink>(ref TSink sink)
        where TSink : struct, ISymSink
    {
        foreach (var (start, size, rows) in _functions)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                var rules = Encoding.UTF8.GetBytes(rows[i].Rules);
                if (i == 0)
                {
                    sink.CfiInit(start, size, rules);
                }
                else
                {
                    sink.Cfi(rows[i].Address, rules);
                }
            }
        }
    }

    void Add(MachOFile binary, IReadOnlyList<string> names, uint encoding, ulong start, ulong end, bool isFunctionStart)
    {
        // A stack size in the code is at most 255 bytes from the start, with four of its own.
        var code = binary.ReadAt(start, (int)Math.Min(end - start, 260)).Span;
        var frame = CompactEncoding.Decode(encoding, binary.Architecture, code);
        if (frame.Kind != CompactFrameKind.Described)
        {
            return;
        }

        var steps = isFunctionStart
            ? FramePrologue.Read(code[..Math.Min(code.Length, binary.Limits.PrologueSizeMax)], binary.Architecture, frame)
            : null;
        var relative = start - binary.LinkBase;
        _functions.Add((relative, end - start, steps is null ? [(relative, Whole(frame, names))] : Rows(frame, steps, relative, binary.Architecture, names)));
    }

    static string Whole(CompactFrame frame, IReadOnlyList<string> names)
    {
        var text = new StringBuilder($".cfa: {names[frame.CfaRegister]} {frame.CfaOffset} +");
        var returnRegister = ReturnRegister(names);
        AppendSaved(text, [.. frame.Saved.OrderBy(saved => saved.Register == returnRegister ? -1 : saved.Register)], names, returnRegister);
        if (frame.ReturnsByRegister)
        {
            text.Append($" .ra: {names[returnRegister]}");
        }

        return text.ToString();
    }

    static List<(ulong Address, string Rules)> Rows(
        CompactFrame frame, IReadOnlyList<PrologueStep> steps, ulong start, CpuArchitecture architecture, IReadOnlyList<string> names)
    {
        var returnRegister = ReturnRegister(names);
        var word = architecture == CpuArchitecture.Amd64 ? 8 : 4;
        var (stack, entryOffset) = architecture switch
        {
            CpuArchitecture.Amd64 => (7, 8),
            CpuArchitecture.X86 => (4, 4),
            _ => (31, 0),
        };
        var returnRule = frame.SavesReturnByCall ? $".cfa -{word} + ^" : names[returnRegister];
        var rows = new List<(ulong, string)> { (start, $".cfa: {names[stack]} {entryOffset} + .ra: {returnRule}") };
        var (register, offset) = (stack, (long)entryOffset);
        foreach (var step in steps)
        {
            var text = new StringBuilder();
            if (step.CfaRegister != register || step.CfaOffset != offset)
            {
                (register, offset) = (step.CfaRegister, step.CfaOffset);
                text.Append($".cfa: {names[register]} {offset} +");
            }

            AppendSaved(text, step.Saved, names, returnRegister);
            if (text.Length > 0)
            {
                rows.Add((start + (ulong)step.After, text.ToString().TrimStart()));
            }
        }

        return rows;
    }

    static void AppendSaved(StringBuilder text, IReadOnlyList<(int Register, long Offset)> saved, IReadOnlyList<string> names, int returnRegister)
    {
        foreach (var (register, offset) in saved)
        {
            text.Append($" {(register == returnRegister ? ".ra" : names[register])}: .cfa {offset} + ^");
        }
    }

    // The program counter on x86, the link register elsewhere.
    static int ReturnRegister(IReadOnlyList<string> names) => names.Count switch
    {
        17 => 16,
        10 => 8,
        16 => 14,
        _ => 30,
    };
}
