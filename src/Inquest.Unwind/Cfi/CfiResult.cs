namespace Inquest.Unwind.Cfi;

enum CfiResult
{
    /// <summary>The rules could not be computed: a register or memory is missing.</summary>
    Failed,
    Found,

    /// <summary>The rules say that this frame has no caller.</summary>
    Outermost,
}
