using System.Text;
using Inquest.Formats;
using Inquest.Formats.BreakpadSym;
using Inquest.Formats.Cpu;
using Inquest.Formats.Pe;

namespace Inquest.Symbols.Dump;

/// <summary>The unwind information of an x64 or arm64 image as STACK CFI records.</summary>
/// <remarks>
/// Code that no function of the table covers belongs, by both ABIs, to functions that neither move the stack pointer nor save
/// anything. Other writers leave it out, and walkers then guess; here it gets records too, except for padding.
/// </remarks>
sealed class PeFrames
{
    const int LinkRegister = 30;
    const int FramePointer = 29;

    // Registers by the numbers of x64 instructions, which are not those of DWARF.
    static readonly string[] X64Names =
        ["$rax", "$rcx", "$rdx", "$rbx", "$rsp", "$rbp", "$rsi", "$rdi", "$r8", "$r9", "$r10", "$r11", "$r12", "$r13", "$r14", "$r15"];

    static readonly IReadOnlyList<string> Arm64Names = CfiRegisterNames.For(CpuArchitecture.Arm64);

    readonly PeFile _file;
    readonly bool _isArm64;
    readonly IReadOnlyList<PeRuntimeFunction> _functions;
    readonly Func<PeRuntimeFunction, IReadOnlyList<PeUnwindRow>> _rows;

    PeFrames(PeFile file)
    {
        _file = file;
        switch (file.Architecture)
        {
            case CpuArchitecture.Amd64:
                var x64 = X64Unwind.Read(file);
                (_functions, _rows) = (x64.Functions, x64.Rows);
                break;
            case CpuArchitecture.Arm64:
                var arm64 = Arm64Unwind.Read(file);
                (_functions, _rows, _isArm64) = (arm64.Functions, arm64.Rows, true);
                break;
            default:
                (_functions, _rows) = ([], static _ => []);
                break;
        }
    }

    /// <summary>Functions of the table; what is emitted for leaves comes on top.</summary>
    public int TableCount => _functions.Count;

    public int EmittedCount { get; private set; }

    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    public static PeFrames Read(PeFile file) => new(file);

    public void Emit<TSink>(ref TSink sink)
        where TSink : struct, ISymSink
    {
        var ordered = _functions.OrderBy(function => function.Begin).ThenByDescending(function => function.End).ToList();
        var unreadable = 0;
        uint covered = 0;
        foreach (var function in ordered)
        {
            // Overlaps are only in damaged or hostile tables: the first to claim an address has it.
            if (function.Begin < covered)
            {
                continue;
            }

            EmitLeaves(ref sink, covered, function.Begin);
            covered = function.End;
            var rows = _rows(function);
            if (rows.Count == 0)
            {
                unreadable++;
                continue;
            }

            EmitRows(ref sink, function, rows);
        }

        if (ordered.Count > 0)
        {
            EmitLeaves(ref sink, covered, uint.MaxValue);
        }

        if (unreadable > 0)
        {
            Findings = [new Finding("unwind-info", $"The unwind information of {unreadable} functions of {ordered.Count} cannot be read.")];
        }
    }

    void EmitLeaves<TSink>(ref TSink sink, uint from, uint to)
        where TSink : struct, ISymSink
    {
        foreach (var section in _file.Sections)
        {
            if (!section.IsExecutable)
            {
                continue;
            }

            var start = Math.Max(from, section.VirtualAddress);
            var end = Math.Min(to, section.VirtualAddress + Math.Min(section.MappedSize, uint.MaxValue - section.VirtualAddress));
            if (start >= end)
            {
                continue;
            }

            var code = _file.Read(start, end - start).Span;
            var first = code.IndexOfAnyExcept((byte)0xCC, (byte)0x90, (byte)0);
            if (first < 0)
            {
                continue;
            }

            // Padding in front is not the leaf's; that behind it does no harm.
            var begin = _isArm64 ? start + ((uint)first & ~3U) : start + (uint)first;
            sink.CfiInit(begin, end - begin, _isArm64 ? ".cfa: sp 0 + .ra: x30"u8 : ".cfa: $rsp 8 + .ra: .cfa -8 + ^"u8);
            EmittedCount++;
        }
    }

    void EmitRows<TSink>(ref TSink sink, PeRuntimeFunction function, IReadOnlyList<PeUnwindRow> rows)
        where TSink : struct, ISymSink
    {
        var last = Rules(rows[0]);
        var all = string.Join(' ', last.Select(rule => $"{rule.Key}: {rule.Value}"));
        sink.CfiInit(function.Begin, function.End - function.Begin, Encoding.ASCII.GetBytes(all));
        EmittedCount++;
        for (var i = 1; i < rows.Count; i++)
        {
            var rules = Rules(rows[i]);
            var changes = rules.Where(rule => !last.TryGetValue(rule.Key, out var value) || value != rule.Value)
                .Select(rule => $"{rule.Key}: {rule.Value}")
                // What is not saved any more has the caller's value in itself.
                .Concat(last.Keys.Where(name => !rules.ContainsKey(name)).Select(name => $"{name}: {name}"));
            var text = string.Join(' ', changes);
            if (text.Length > 0)
            {
                sink.Cfi(rows[i].Rva, Encoding.ASCII.GetBytes(text));
            }

            last = rules;
        }
    }

    OrderedDictionary<string, string> Rules(PeUnwindRow row) => _isArm64 ? Arm64Rules(row) : X64Rules(row);

    static OrderedDictionary<string, string> X64Rules(PeUnwindRow row)
    {
        var frame = X64Names[row.CfaRegister];
        var rules = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        if (row.IsTrapFrame)
        {
            rules.Add(".cfa", $"{frame} {row.CfaOffset + 24} + ^");
            rules.Add(".ra", $"{frame} {row.CfaOffset} + ^");
        }
        else
        {
            rules.Add(".cfa", $"{frame} {row.CfaOffset} +");
            rules.Add(".ra", ".cfa -8 + ^");
        }

        foreach (var (register, offset) in row.Saved)
        {
            rules.Add(X64Names[register], row.IsTrapFrame ? $"{frame} {row.CfaOffset + offset} + ^" : $".cfa {offset} + ^");
        }

        return rules;
    }

    static OrderedDictionary<string, string> Arm64Rules(PeUnwindRow row)
    {
        var rules = new OrderedDictionary<string, string>(StringComparer.Ordinal)
        {
            { ".cfa", $"{(row.CfaRegister == FramePointer ? Arm64Names[FramePointer] : "sp")} {row.CfaOffset} +" },
            { ".ra", Arm64Names[LinkRegister] },
        };
        foreach (var (register, offset) in row.Saved)
        {
            rules[register == LinkRegister ? ".ra" : Arm64Names[register]] = $".cfa {offset} + ^";
        }

        return rules;
    }
}
