using System.Text;
using Inquest.Formats.BreakpadSym;
using Inquest.Formats.Dwarf;

namespace Inquest.Symbols.Dump;

/// <summary>Writes frame descriptions as STACK CFI records.</summary>
/// <remarks>
/// An undefined return address is written as <c>.ra: 0</c>: it is the outermost frame, and every reader ends a walk at a zero
/// return address. Leaving the rule out, as other writers do, sends readers to scan for callers that do not exist.
/// </remarks>
sealed class CfiText(CfiTable table, IReadOnlyList<string> registers, int stackPointer, int pointerSize, DwarfLimits limits)
{
    readonly CfiProgram _program = new(table, limits);
    readonly string?[] _last = new string?[CfiState.RegisterCount];
    readonly List<(ulong Address, string? Cfa, string[] Rules)> _rows = [];

    /// <summary>False when not even the first row can be said.</summary>
    public bool CanSay(CfiEntry entry)
    {
        Collect(entry);
        return _rows.Count > 0;
    }

    /// <summary>Emits the records of one entry; nothing when its first row cannot be said.</summary>
    public void Emit<TSink>(CfiEntry entry, ref TSink sink, ulong linkBase)
        where TSink : struct, ISymSink
    {
        Collect(entry);
        for (var i = 0; i < _rows.Count; i++)
        {
            var (address, cfa, rules) = _rows[i];
            var text = cfa is null ? string.Join(' ', rules) : string.Join(' ', (string[])[".cfa: " + cfa, .. rules]);
            if (i == 0)
            {
                sink.CfiInit(entry.Start - linkBase, entry.Size, Encoding.UTF8.GetBytes(text));
            }
            else
            {
                sink.Cfi(address - linkBase, Encoding.UTF8.GetBytes(text));
            }
        }
    }

    void Collect(CfiEntry entry)
    {
        _rows.Clear();
        Array.Clear(_last);
        string? lastCfa = null;
        var isFirst = true;
        var isBroken = false;
        (ulong Start, long Offset, int From)? plt = null;
        _program.Run(entry, (address, state) =>
        {
            if (isBroken || (address >= entry.Start + entry.Size && !isFirst))
            {
                return;
            }

            if (state.Cfa.IsExpression && PltOf(state.Cfa) is { } pattern)
            {
                plt = (address, pattern.Offset, pattern.PushedFrom);
                isBroken = true;
                return;
            }

            if (CfaText(state.Cfa) is not { } cfa)
            {
                isBroken = true;
                return;
            }

            var rules = Changes(state, entry.Common, isFirst);
            if (isFirst || cfa != lastCfa || rules.Length > 0)
            {
                _rows.Add((address, cfa == lastCfa ? null : cfa, rules));
            }

            lastCfa = cfa;
            isFirst = false;
        });
        if (plt is { } entries)
        {
            AddPltRows(entry, entries.Start, entries.Offset, entries.From);
        }
    }

    void AddPltRows(CfiEntry entry, ulong start, long offset, int pushedFrom)
    {
        var stack = registers[stackPointer];
        for (var address = start; address < entry.Start + entry.Size && _rows.Count < limits.FrameRowCountMax; address += 16)
        {
            string[] rules = _rows.Count == 0 ? [$".ra: .cfa -{pointerSize} + ^"] : [];
            _rows.Add((address, $"{stack} {offset} +", rules));
            if (pushedFrom < 16 && address + (ulong)pushedFrom < entry.Start + entry.Size)
            {
                _rows.Add((address + (ulong)pushedFrom, $"{stack} {offset + 8} +", []));
            }
        }
    }

    (long Offset, int PushedFrom)? PltOf(CfiCfa cfa) =>
        CfiExpressionText.PltPattern(table.Section.Span.Slice(cfa.ExpressionOffset, cfa.ExpressionSize));

    string[] Changes(CfiState state, CfiCommon common, bool isFirst)
    {
        var changes = new List<string>();
        for (var order = -1; order < registers.Count; order++)
        {
            // The return address first, then registers by number.
            var register = order < 0 ? common.ReturnRegister : order;
            if (order == common.ReturnRegister)
            {
                continue;
            }

            var isReturn = order < 0;
            var text = RuleText(state[register], register, isReturn);
            var name = isReturn ? ".ra" : register < registers.Count ? registers[register] : null;
            if (name is null || text == _last[register & (CfiState.RegisterCount - 1)])
            {
                continue;
            }

            _last[register & (CfiState.RegisterCount - 1)] = text;
            if (text is not null)
            {
                changes.Add($"{name}: {text}");
            }
            else if (!isFirst)
            {
                // Back to what it was on entry: the callee has not touched it.
                changes.Add($"{name}: {(isReturn ? ReturnDefault(register) : name)}");
            }
        }

        return [.. changes];
    }

    string? CfaText(CfiCfa cfa)
    {
        if (cfa.IsExpression)
        {
            return Expression(cfa.ExpressionOffset, cfa.ExpressionSize, pushesCfa: false);
        }

        return cfa.Register < registers.Count ? $"{registers[cfa.Register]} {cfa.Offset} +" : null;
    }

    string? RuleText(CfiRule rule, int register, bool isReturn) => rule.Kind switch
    {
        CfiRuleKind.Offset => $".cfa {rule.Value} + ^",
        CfiRuleKind.ValueOffset => $".cfa {rule.Value} +",
        CfiRuleKind.Register when rule.Value < registers.Count => registers[(int)rule.Value],
        CfiRuleKind.Expression => Expression(rule.ExpressionOffset, rule.ExpressionSize, pushesCfa: true) is { } address
            ? $"{address} ^"
            : null,
        CfiRuleKind.ValueExpression => Expression(rule.ExpressionOffset, rule.ExpressionSize, pushesCfa: true),
        CfiRuleKind.Undefined => isReturn ? "0" : null,
        _ => isReturn ? ReturnDefault(register) : null,
    };

    // Where a call leaves the return address in a register, that register has it until something is said.
    string? ReturnDefault(int register) => register < registers.Count ? registers[register] : null;

    string? Expression(int offset, int size, bool pushesCfa) => CfiExpressionText.Convert(
        table.Section.Span.Slice(offset, size), table.IsBigEndian, pointerSize, registers, pushesCfa, limits);
}
