namespace Inquest.Unwind.Cfi;

enum CfiOperator : byte
{
    Constant,
    Register,
    CanonicalFrameAddress,
    Undefined,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Align,
    Dereference,
}
