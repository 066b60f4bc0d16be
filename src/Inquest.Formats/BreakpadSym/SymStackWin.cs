namespace Inquest.Formats.BreakpadSym;

/// <summary>A STACK WIN record without its program. Sizes in bytes.</summary>
/// <param name="Type">0 FPO, 1 trap, 2 TSS, 3 standard, 4 frame data.</param>
/// <param name="HasProgram">The last field is a program string; otherwise it says whether EBP is allocated.</param>
public readonly record struct SymStackWin(
    uint Type,
    ulong Address,
    uint CodeSize,
    uint PrologSize,
    uint EpilogSize,
    uint ParameterSize,
    uint SavedRegisterSize,
    uint LocalSize,
    uint MaxStackSize,
    bool HasProgram,
    bool AllocatesBasePointer);
