namespace Inquest.Formats.MachO;

/// <summary>How much of a Mach-O file is believed.</summary>
public sealed record MachOLimits
{
    public static MachOLimits Default { get; } = new();

    /// <summary>Architectures of a universal file. A Java class begins with the same bytes, and its version reads as 45 and more.</summary>
    public int ArchitectureCountMax { get; init; } = 44;

    /// <summary>All load commands together, in bytes; Chromium's framework has some 10 KB, dyld's shared cache members 100 KB.</summary>
    public int CommandsSizeMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>Sections of all segments; the symbol table counts to 255, object files with bitcode go somewhat further.</summary>
    public int SectionCountMax { get; init; } = 100_000;

    /// <summary>A debug build of a browser has some 3 million, most of them stabs.</summary>
    public int SymbolCountMax { get; init; } = 20_000_000;

    /// <summary>Longest symbol name in bytes; template-heavy C++ and Swift reach 100 KB.</summary>
    public int NameLengthMax { get; init; } = 256 * 1024;

    /// <summary>Functions in LC_FUNCTION_STARTS; the largest frameworks have a million.</summary>
    public int FunctionStartCountMax { get; init; } = 10_000_000;

    /// <summary>Names in the export trie; hostile tries share suffixes and so name more than they have bytes.</summary>
    public int ExportCountMax { get; init; } = 2_000_000;

    /// <summary>Nodes visited in the export trie, and so the work on one that loops.</summary>
    public int ExportNodeCountMax { get; init; } = 8_000_000;

    /// <summary>Characters in all export names together; shared prefixes let a small trie spell out a very large text.</summary>
    public long ExportTextMax { get; init; } = 512L * 1024 * 1024;

    /// <summary>Depth of the export trie; each level is at least one character of a name.</summary>
    public int ExportDepthMax { get; init; } = 4096;

    /// <summary>Entries of __unwind_info; one a function at most, linkers merge many.</summary>
    public int UnwindEntryCountMax { get; init; } = 10_000_000;

    /// <summary>One section after decompression, in bytes; __debug_info of a browser is about 1 GB.</summary>
    public long UncompressedSizeMax { get; init; } = 2_000_000_000;

    /// <summary>zlib cannot shrink further than 1032 to 1; what claims more is a bomb.</summary>
    public long CompressionRatioMax { get; init; } = 1100;

    /// <summary>Bytes of a function that are read for its prologue; the longest saves twelve registers and makes its frame.</summary>
    public int PrologueSizeMax { get; init; } = 96;
}
