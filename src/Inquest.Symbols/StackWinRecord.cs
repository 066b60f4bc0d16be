namespace Inquest.Symbols;

/// <summary>A STACK WIN record: x86 FPO (type 0) or frame data (type 4). Sizes in bytes.</summary>
/// <param name="Type">0 FPO, 1 trap, 2 TSS, 3 standard, 4 frame data; others are kept by number.</param>
/// <param name="Program">The program string of frame data, or null.</param>
/// <param name="AllocatesBasePointer">Only meaningful without a program: EBP was used for something else.</param>
public sealed record StackWinRecord(
    int Type,
    ulong Rva,
    uint CodeSize,
    uint PrologSize,
    uint EpilogSize,
    uint ParameterSize,
    uint SavedRegisterSize,
    uint LocalSize,
    uint MaxStackSize,
    string? Program,
    bool AllocatesBasePointer);
