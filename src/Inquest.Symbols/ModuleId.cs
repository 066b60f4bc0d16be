namespace Inquest.Symbols;

/// <summary>What is needed to find a module's symbols.</summary>
/// <param name="DebugFile">Base name of the debug file (<c>app.pdb</c>, <c>libc.so.6</c>), or empty.</param>
/// <param name="DebugId">Breakpad form: 32 upper-case hex digits and the age in hex without padding, or empty.</param>
/// <param name="CodeFile">Base name of the binary, or empty.</param>
/// <param name="CodeId">Lower-case hex build id, or time stamp and size of a PE, or empty.</param>
public readonly record struct ModuleId(string DebugFile, string DebugId, string CodeFile, string CodeId);
