namespace Inquest.Symbols.Identity;

/// <summary>Every bound of reading ids, each with its reason.</summary>
public static class IdentityLimits
{
    /// <summary>Entries of a PE debug directory; linkers write at most ten.</summary>
    public const uint DebugEntryCountMax = 64;

    /// <summary>Load commands of a Mach-O file; the largest system libraries have a few hundred.</summary>
    public const int LoadCommandCountMax = 16_384;

    /// <summary>Bytes of Mach-O load commands: what the commands above take.</summary>
    public const int LoadCommandBytesMax = 4 << 20;

    /// <summary>Slices of a universal Mach-O file; five were ever shipped together.</summary>
    public const int SliceCountMax = 32;

    /// <summary>Streams of a portable PDB's metadata; the format names seven.</summary>
    public const int StreamCountMax = 16;

    /// <summary>Bytes of a PDB's stream directory: four per page of a file of 4 GiB.</summary>
    public const int PdbDirectoryBytesMax = 32 << 20;

    /// <summary>Sections of a WebAssembly module; the build id stands among the last.</summary>
    public const int WasmSectionCountMax = 4_096;

    /// <summary>Bytes of a source bundle's manifest: some hundred per file of the largest programs.</summary>
    public const int ManifestBytesMax = 64 << 20;

    /// <summary>Files in a source bundle; the largest browsers have about 60,000.</summary>
    public const int BundleFilesMax = 200_000;

    /// <summary>Bytes of one source file; generated ones have some megabytes.</summary>
    public const int SourceBytesMax = 16 << 20;
}
