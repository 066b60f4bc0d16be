using Inquest.Formats;

namespace Inquest.Symbols.Dump;

/// <summary>The files that symbols are made from. The caller owns them, and none may be disposed of before the dump ends.</summary>
/// <param name="Binary">What was run, or a file that only has debug information (a dSYM, a PDB, an ELF .debug file).</param>
public sealed record SymbolDumpInput(FileBytes Binary)
{
    /// <summary>The separate debug file of the binary: an ELF debug file, the PDB of a PE, the dSYM of a Mach-O.</summary>
    public FileBytes? DebugFile { get; init; }

    /// <summary>Where further files come from that the debug information names; null reads none of them.</summary>
    public ICompanionFiles? Companions { get; init; }
}
