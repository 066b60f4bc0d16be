using System.Globalization;
using Inquest.Formats.Cpu;

namespace Inquest.Unwind.Cfi;

/// <summary>
/// The STACK CFI rules in force at one address, compiled: how to get from a callee's registers to its caller's.
/// </summary>
/// <remarks>
/// A rule set is text such as <c>.cfa: $rsp 16 + .ra: .cfa -8 + ^ $rbp: .cfa -16 + ^</c>: a target that ends with a
/// colon, then a postfix expression over registers, decimal constants, <c>.cfa</c>, the operators
/// <c>+ - * / % @</c> and <c>^</c> (read a pointer). <c>@</c> clears the low bits of its left operand, its right one
/// being a power of two. <c>.undef</c> makes the target unknown; an unknown <c>.ra</c> marks the outermost frame.
/// Registers are written with a dollar sign on x86 and amd64 and without one on arm and arm64.
/// </remarks>
sealed class CfiProgram
{
    const int CfaTarget = -1;
    const int ReturnAddressTarget = -2;
    const int IgnoredTarget = -3;

    readonly RegisterLayout _layout;
    readonly Dictionary<int, CfiOperation[]> _rules = [];
    readonly int _maxDepth;

    CfiProgram(RegisterLayout layout, int maxDepth)
    {
        _layout = layout;
        _maxDepth = maxDepth;
    }

    /// <summary>Compiles rules, later ones overriding earlier ones per register; null when they are malformed.</summary>
    public static CfiProgram? Compile(IReadOnlyList<string> rules, RegisterLayout layout, UnwindLimits limits)
    {
        var program = new CfiProgram(layout, limits.MaxProgramDepth);
        foreach (var text in rules)
        {
            if (!program.Add(text, limits.MaxProgramTokens))
            {
                return null;
            }
        }

        return program._rules.ContainsKey(CfaTarget) && program._rules.ContainsKey(ReturnAddressTarget) ? program : null;
    }

    /// <summary>Computes the caller's registers from the callee's.</summary>
    public CfiResult Run(RegisterFile callee, StackMemory memory, out RegisterFile caller)
    {
        caller = new RegisterFile(_layout);
        if (IsUndefined(_rules[ReturnAddressTarget]))
        {
            return CfiResult.Outermost;
        }

        if (!TryEvaluate(_rules[CfaTarget], callee, memory, null, out var cfa)
            || !TryEvaluate(_rules[ReturnAddressTarget], callee, memory, cfa, out var returnAddress))
        {
            return CfiResult.Failed;
        }

        // A callee must keep these, so without a rule the caller's values are still in them.
        foreach (var register in _layout.CalleeSaved)
        {
            if (callee.IsValid(register))
            {
                caller[register] = callee[register];
            }
        }

        caller[_layout.StackPointer] = cfa;
        caller[_layout.ProgramCounter] = returnAddress;
        foreach (var (target, expression) in _rules)
        {
            if (target < 0)
            {
                continue;
            }

            if (TryEvaluate(expression, callee, memory, cfa, out var value))
            {
                caller[target] = value;
            }
            else if (target == _layout.StackPointer || target == _layout.ProgramCounter)
            {
                return CfiResult.Failed;
            }
            else
            {
                caller.Invalidate(target);
            }
        }

        return caller.ProgramCounter == 0 ? CfiResult.Outermost : CfiResult.Found;
    }

    static bool IsUndefined(CfiOperation[] expression) => Array.Exists(expression, static o => o.Operator == CfiOperator.Undefined);

    bool Add(ReadOnlySpan<char> text, int maxTokens)
    {
        var expression = new List<CfiOperation>();
        var target = IgnoredTarget;
        var hasTarget = false;
        var tokens = 0;
        foreach (var part in text.Split(' '))
        {
            var token = text[part].Trim();
            if (token.IsEmpty)
            {
                continue;
            }

            if (++tokens > maxTokens)
            {
                return false;
            }

            if (token[^1] != ':')
            {
                if (!hasTarget || !TryParse(token, out var operation))
                {
                    return false;
                }

                expression.Add(operation);
                continue;
            }

            if (hasTarget && !Close(target, expression))
            {
                return false;
            }

            target = TargetOf(token[..^1]);
            hasTarget = true;
        }

        return !hasTarget || Close(target, expression);
    }

    bool Close(int target, List<CfiOperation> expression)
    {
        if (expression.Count == 0)
        {
            return false;
        }

        if (target != IgnoredTarget)
        {
            _rules[target] = [.. expression];
        }

        expression.Clear();
        return true;
    }

    int TargetOf(ReadOnlySpan<char> name)
    {
        if (name.SequenceEqual(".cfa"))
        {
            return CfaTarget;
        }

        if (name.SequenceEqual(".ra"))
        {
            return ReturnAddressTarget;
        }

        // Mozilla's dump_syms writes rules for vector registers (`$xmm6`) too; no frame needs them.
        var index = _layout.IndexOf(name.TrimStart('$'));
        return index < 0 ? IgnoredTarget : index;
    }

    bool TryParse(ReadOnlySpan<char> token, out CfiOperation operation)
    {
        var simple = token switch
        {
            "+" => CfiOperator.Add,
            "-" => CfiOperator.Subtract,
            "*" => CfiOperator.Multiply,
            "/" => CfiOperator.Divide,
            "%" => CfiOperator.Remainder,
            "@" => CfiOperator.Align,
            "^" => CfiOperator.Dereference,
            ".cfa" => CfiOperator.CanonicalFrameAddress,
            ".undef" => CfiOperator.Undefined,
            _ => CfiOperator.Constant,
        };
        operation = new CfiOperation(simple);
        if (simple != CfiOperator.Constant)
        {
            return true;
        }

        if (long.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            operation = new CfiOperation(CfiOperator.Constant, value);
            return true;
        }

        // An unknown register is one whose value is not known; only rules that use it fail.
        var index = _layout.IndexOf(token.TrimStart('$'));
        operation = new CfiOperation(CfiOperator.Register, index);
        return index >= 0 || token[0] == '$' || char.IsAsciiLetter(token[0]);
    }

    bool TryEvaluate(CfiOperation[] expression, RegisterFile callee, StackMemory memory, ulong? cfa, out ulong result)
    {
        result = 0;
        var mask = _layout.PointerSize == 4 ? uint.MaxValue : ulong.MaxValue;
        Span<ulong> stack = stackalloc ulong[_maxDepth];
        var depth = 0;
        foreach (var operation in expression)
        {
            switch (operation.Operator)
            {
                case CfiOperator.Constant or CfiOperator.Register or CfiOperator.CanonicalFrameAddress:
                    if (depth == stack.Length || !TryPush(operation, callee, cfa, out stack[depth]))
                    {
                        return false;
                    }

                    stack[depth++] &= mask;
                    break;
                case CfiOperator.Dereference:
                    if (depth < 1 || !memory.TryRead(stack[depth - 1], out stack[depth - 1]))
                    {
                        return false;
                    }

                    break;
                default:
                    if (depth < 2 || !TryCombine(operation.Operator, stack[depth - 2], stack[depth - 1], out var combined))
                    {
                        return false;
                    }

                    depth--;
                    stack[depth - 1] = combined & mask;
                    break;
            }
        }

        if (depth != 1)
        {
            return false;
        }

        result = stack[0];
        return true;
    }

    static bool TryPush(CfiOperation operation, RegisterFile callee, ulong? cfa, out ulong value)
    {
        switch (operation.Operator)
        {
            case CfiOperator.Constant:
                value = unchecked((ulong)operation.Value);
                return true;
            case CfiOperator.Register:
                var index = (int)operation.Value;
                value = callee.IsValid(index) ? callee[index] : 0;
                return callee.IsValid(index);
            default:
                value = cfa ?? 0;
                return cfa.HasValue;
        }
    }

    static bool TryCombine(CfiOperator operation, ulong left, ulong right, out ulong value)
    {
        value = 0;
        switch (operation)
        {
            case CfiOperator.Add:
                value = unchecked(left + right);
                return true;
            case CfiOperator.Subtract:
                value = unchecked(left - right);
                return true;
            case CfiOperator.Multiply:
                value = unchecked(left * right);
                return true;
            case CfiOperator.Divide when right != 0:
                value = left / right;
                return true;
            case CfiOperator.Remainder when right != 0:
                value = left % right;
                return true;
            case CfiOperator.Align when ulong.IsPow2(right):
                value = left & ~(right - 1);
                return true;
            default:
                return false;
        }
    }
}
