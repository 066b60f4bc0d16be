namespace Inquest.Formats.MachO;

/// <summary>What a file is for (filetype in mach-o/loader.h).</summary>
public enum MachOFileType
{
    Unknown = 0,
    Object = 1,
    Executable = 2,
    FixedLibrary = 3,
    Core = 4,
    Preloaded = 5,
    Library = 6,
    DynamicLinker = 7,
    Bundle = 8,
    LibraryStub = 9,

    /// <summary>A dSYM: segments without their bytes, and __DWARF.</summary>
    DebugFile = 10,
    KernelExtension = 11,
    FileSet = 12,
}
