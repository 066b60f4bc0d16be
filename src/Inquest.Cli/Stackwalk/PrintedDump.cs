using Inquest.Formats.Minidump;
using Inquest.Reports;

namespace Inquest.Cli.Stackwalk;

/// <summary>A dump and what became of it: all that a printer needs.</summary>
/// <param name="PointerDigits">Hex digits of an address: 8 or 16.</param>
sealed record PrintedDump(MinidumpFile Dump, Report Report, int PointerDigits)
{
    public static PrintedDump Of(MinidumpFile dump, Report report) =>
        new(dump, report, dump.SystemInfo?.PointerSize == 4 ? 8 : 16);

    /// <summary>The index of the crashed or requesting thread, or null.</summary>
    public int? CrashedIndex => Report.Crash?.ThreadIndex;

    /// <summary>An address padded to the width of the crashed machine, as rust-minidump writes it.</summary>
    public string Hex(ulong value) => "0x" + value.ToString(PointerDigits == 8 ? "x8" : "x16");

    /// <summary>True when symbols were looked for somewhere and not found; without a place to look nothing is missing.</summary>
    public static bool LacksSymbols(ReportModule module) =>
        module.SymbolLookups.Count > 0 && module.Symbols is SymbolState.Missing or SymbolState.Denied or SymbolState.TimedOut or SymbolState.WrongId;

    /// <summary>The operating system as the older tools name it.</summary>
    public static string? OsName(string? os) => os switch
    {
        "Windows" => "Windows NT",
        "macOS" => "Mac OS X",
        _ => os,
    };
}
