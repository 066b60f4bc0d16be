namespace Inquest.Symbols;

/// <summary>What an address means.</summary>
/// <param name="Function">Name of the outermost (physical) function.</param>
/// <param name="FunctionRva">Its first instruction.</param>
/// <param name="ParameterSize">Bytes of parameters on the stack.</param>
/// <param name="IsPublic">True when only a PUBLIC record (an export) was known.</param>
/// <param name="File">Source file of the physical function's line, as the symbol file spells it; the call site when inlined.</param>
/// <param name="Line">Line number, null when unknown.</param>
/// <param name="LineRva">First instruction of the line record.</param>
/// <param name="Inlines">Inlined calls, innermost first, each with the line that is executing in it.</param>
public sealed record SymbolLocation(
    string Function,
    ulong FunctionRva,
    uint ParameterSize,
    bool IsPublic,
    string? File,
    int? Line,
    ulong? LineRva,
    IReadOnlyList<InlineLocation> Inlines);
