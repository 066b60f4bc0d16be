namespace Inquest.Client.Stacks;

/// <summary>One call of a managed stack.</summary>
/// <param name="Function">Cleaned of what the compiler added; null when the runtime does not say.</param>
/// <param name="Type">Full name of the declaring type.</param>
/// <param name="Assembly">Its simple name.</param>
/// <param name="File">From a PDB beside the assembly, or null.</param>
/// <param name="Line">From 1; 0 is unknown.</param>
/// <param name="Column">From 1; 0 is unknown.</param>
/// <param name="Token">Metadata token of the method; 0 is unknown.</param>
/// <param name="IlOffset">Offset in its intermediate language; null where there is none (NativeAOT).</param>
/// <param name="Address">Machine address in NativeAOT code; 0 elsewhere.</param>
/// <param name="Image">Index in the report's images; -1 is none.</param>
readonly record struct ManagedFrame(
    string? Function, string? Type, string? Assembly, string? File, int Line, int Column, int Token, int? IlOffset, ulong Address, int Image);
