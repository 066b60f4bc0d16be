using System.Globalization;

namespace Inquest.Unwind.Windows;

/// <summary>Evaluates the program string of a STACK WIN record: postfix assignments over named 32-bit variables.</summary>
/// <remarks>
/// E.g. <c>$T0 $ebp = $eip $T0 4 + ^ = $ebp $T0 ^ = $esp $T0 8 + =</c>. Variables are registers (<c>$eip</c>), temporaries
/// (<c>$T0</c>) and facts about the frame (<c>.raSearch</c>, <c>.cbParams</c>); the operators are those of CFI and
/// <c>=</c>, which takes a variable and a value.
/// </remarks>
sealed class WinProgram(StackMemory memory, UnwindLimits limits)
{
    readonly Dictionary<string, uint> _variables = new(StringComparer.Ordinal);
    readonly HashSet<string> _assigned = new(StringComparer.Ordinal);

    public uint? this[string variable]
    {
        get => _variables.TryGetValue(variable, out var value) ? value : null;
        set
        {
            if (value is { } known)
            {
                _variables[variable] = known;
            }
            else
            {
                _variables.Remove(variable);
            }
        }
    }

    /// <summary>True when the program itself gave the variable a value.</summary>
    public bool IsAssigned(string variable) => _assigned.Contains(variable);

    /// <summary>Runs a program; false when it is malformed or needs memory that is not there.</summary>
    public bool TryRun(string text)
    {
        var stack = new List<Operand>();
        var tokens = 0;
        var rest = text.AsSpan();
        foreach (var range in rest.Split(' '))
        {
            var token = rest[range].Trim();
            if (token.IsEmpty)
            {
                continue;
            }

            if (++tokens > limits.MaxProgramTokens || stack.Count > limits.MaxProgramDepth)
            {
                return false;
            }

            // Some of Microsoft's own linkers leave out the blank behind an equals sign: `$ebp $T1 =$esp ...`.
            if (token.Length > 1 && token[0] == '=')
            {
                if (!TryStep("=", stack))
                {
                    return false;
                }

                token = token[1..];
            }

            if (!TryStep(token, stack))
            {
                return false;
            }
        }

        // Left-over operands mean that the program was cut off.
        return stack.Count == 0;
    }

    bool TryStep(ReadOnlySpan<char> token, List<Operand> stack)
    {
        switch (token)
        {
            case "+" or "-" or "*" or "/" or "%" or "@":
                return TryCombine(token[0], stack);
            case "^":
                return TryDereference(stack);
            case "=":
                return TryAssign(stack);
            case ".undef":
                stack.Add(default);
                return true;
        }

        if (token[0] is '$' or '.')
        {
            stack.Add(new Operand(token.ToString(), null));
            return true;
        }

        if (!long.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        stack.Add(new Operand(null, unchecked((uint)number)));
        return true;
    }

    bool TryCombine(char operation, List<Operand> stack)
    {
        if (!TryPopValue(stack, out var right) || !TryPopValue(stack, out var left))
        {
            return false;
        }

        uint? result = operation switch
        {
            '+' => unchecked(left + right),
            '-' => unchecked(left - right),
            '*' => unchecked(left * right),
            '/' when right != 0 => left / right,
            '%' when right != 0 => left % right,
            '@' when uint.IsPow2(right) => left & ~(right - 1),
            _ => null,
        };
        stack.Add(new Operand(null, result));
        return result is not null;
    }

    bool TryDereference(List<Operand> stack)
    {
        if (!TryPopValue(stack, out var address) || !memory.TryRead(address, out var value))
        {
            return false;
        }

        stack.Add(new Operand(null, (uint)value));
        return true;
    }

    bool TryAssign(List<Operand> stack)
    {
        if (stack.Count < 2 || stack[^2].Name is not { } name)
        {
            return false;
        }

        var isUndefined = stack[^1] == default;
        if (!TryPopValue(stack, out var value) && !isUndefined)
        {
            return false;
        }

        stack.RemoveAt(stack.Count - 1);
        this[name] = isUndefined ? null : value;
        if (!isUndefined)
        {
            _assigned.Add(name);
        }

        return true;
    }

    bool TryPopValue(List<Operand> stack, out uint value)
    {
        value = 0;
        if (stack.Count == 0)
        {
            return false;
        }

        var top = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        var known = top.Value ?? (top.Name is null ? null : this[top.Name]);
        value = known ?? 0;
        return known is not null;
    }

    /// <summary>A variable or a value; neither of both is the undefined value.</summary>
    readonly record struct Operand(string? Name, uint? Value);
}
