namespace Inquest.Symbols.Identity;

/// <summary>One program, library or debug file inside of a file; universal Mach-O files have several.</summary>
/// <param name="Kind">Its form.</param>
/// <param name="DebugId">Breakpad form: 32 upper-case hex digits and the age in hex, or empty.</param>
/// <param name="CodeId">Lower-case hex: build id, Mach-O UUID, or time stamp and size of a PE; or empty.</param>
/// <param name="DebugFile">Base name of the debug file as the file itself says it, or empty.</param>
/// <param name="CodeFile">Base name of the binary as the file itself says it, or empty.</param>
/// <param name="Os">E.g. <c>linux</c>, or empty.</param>
/// <param name="Cpu">E.g. <c>x86_64</c>, or empty.</param>
/// <param name="Features">What it can be used for.</param>
public sealed record SymbolObject(
    SymbolFileKind Kind, string DebugId, string CodeId, string DebugFile, string CodeFile, string Os, string Cpu, SymbolFeatures Features);
