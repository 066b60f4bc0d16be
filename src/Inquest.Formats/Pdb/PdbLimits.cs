namespace Inquest.Formats.Pdb;

/// <summary>How much of a PDB is believed.</summary>
public sealed record PdbLimits
{
    public static PdbLimits Default { get; } = new();

    /// <summary>Two streams a module and a few dozen others; the largest programs have 60,000 modules.</summary>
    public int StreamCountMax { get; init; } = 1_000_000;

    /// <summary>The stream directory lists each block of the file once: 4 MB for 4 GB.</summary>
    public int DirectorySizeMax { get; init; } = 256 << 20;

    /// <summary>Module streams are read one at a time; the largest seen, of a unity build, has 60 MB.</summary>
    public int ModuleSizeMax { get; init; } = 1 << 30;

    /// <summary>The string table and the module list: some 40 MB in a browser.</summary>
    public int TableSizeMax { get; init; } = 1 << 30;

    public int ModuleCountMax { get; init; } = 1_000_000;

    /// <summary>Nesting of blocks and inlined calls in one function; compilers stop inlining near 20.</summary>
    public int ScopeDepthMax { get; init; } = 512;

    /// <summary>Functions of one module.</summary>
    public int FunctionCountMax { get; init; } = 4_000_000;

    /// <summary>Nesting of types in a name: pointers to functions that take pointers to functions. Real ones reach 10.</summary>
    public int TypeDepthMax { get; init; } = 32;

    /// <summary>Longest text of a function with its parameters; types can be shared so that the text grows without bound.</summary>
    public int NameLengthMax { get; init; } = 16 * 1024;

    /// <summary>Type records that one name may look at, for the same reason.</summary>
    public int TypeLookupsPerNameMax { get; init; } = 20_000;

    /// <summary>Rows of one inlined call: an annotation of a byte makes at most one row.</summary>
    public int InlineRowCountMax { get; init; } = 1_000_000;

    /// <summary>Pieces that one function is cut into by an optimiser that moves blocks; real ones have some ten.</summary>
    public int OmapPieceCountMax { get; init; } = 100_000;

    /// <summary>Records passed while looking for others: the table of offsets has one for each 8 KB; a browser needs half a billion.</summary>
    public long TypeStepCountMax { get; init; } = 2_000_000_000;

    /// <summary>
    /// Line rows looked at for each row and function that a module has: once for its function and once for each call inlined into
    /// that, so some hundreds in the worst real function. Functions that all claim the whole module would make it millions.
    /// </summary>
    public int LineVisitsPerRowMax { get; init; } = 1000;

    /// <summary>Bytes between two entries of that table: 8 KB and one record of the largest size, doubled.</summary>
    public int TypeGapMax { get; init; } = 1 << 17;

    /// <summary>Pieces of line information laid over each other for one function; inlined deep and often it has some thousands.</summary>
    public long PaintCountMax { get; init; } = 20_000_000;

    /// <summary>Names kept while a file is read, so that the names of types are not put together again and again.</summary>
    public int CachedNameCountMax { get; init; } = 200_000;
}
