namespace Inquest.Formats.PortablePdb;

/// <summary>How much of a portable PDB is believed.</summary>
public sealed record PortablePdbLimits
{
    public static PortablePdbLimits Default { get; } = new();

    /// <summary>One PDB after inflating an embedded one, in bytes; those of the largest assemblies have some 100 MB.</summary>
    public int PdbSizeMax { get; init; } = 1_000_000_000;

    /// <summary>One source file, in bytes; generated ones reach some 10 MB.</summary>
    public int SourceSizeMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>Deflate cannot shrink further than 1032 to 1; what claims more is a bomb.</summary>
    public long CompressionRatioMax { get; init; } = 1100;

    /// <summary>Sequence points of one method; the largest generated methods have some 100,000.</summary>
    public int SequencePointCountMax { get; init; } = 1_000_000;
}
