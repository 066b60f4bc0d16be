namespace Inquest.Formats.Dwarf;

/// <summary>How a register of the caller is found.</summary>
public enum CfiRuleKind : byte
{
    /// <summary>Nothing was said: as the ABI has it.</summary>
    Unspecified,
    Undefined,
    SameValue,

    /// <summary>Saved at CFA + value.</summary>
    Offset,

    /// <summary>Is CFA + value.</summary>
    ValueOffset,

    /// <summary>Is in another register.</summary>
    Register,

    /// <summary>Saved at the address that an expression gives; the CFA is on its stack.</summary>
    Expression,

    /// <summary>Is what an expression gives.</summary>
    ValueExpression,
}

/// <summary>One rule. <paramref name="Value"/> is an offset or a register number; an expression lies in the section.</summary>
public readonly record struct CfiRule(CfiRuleKind Kind, long Value, int ExpressionOffset = 0, int ExpressionSize = 0);

/// <summary>The canonical frame address: a register plus an offset, or an expression.</summary>
public readonly record struct CfiCfa(int Register, long Offset, bool IsExpression, int ExpressionOffset, int ExpressionSize);
