namespace Inquest.Unwind.Cfi;

/// <summary>One step of a postfix CFI expression.</summary>
/// <param name="Value">The constant or the register's index.</param>
readonly record struct CfiOperation(CfiOperator Operator, long Value = 0);
